/** What identifies a session in Google's console. */
export interface ConsolePlace {
  readonly projectId: string;
  readonly region: string;
  readonly session: string;
}

/** Returns the console's page of a session. */
export function sessionUrl(place: ConsolePlace): string {
  return `${pathOf(place)}?project=${place.projectId}`;
}

/** Returns the console's page of the Spark operation with this ID. */
export function operationUrl(place: ConsolePlace, operationId: string): string {
  const application = `application;associatedSqlOperationId=${operationId}`;
  return `${pathOf(place)}/sparkApplications/${application}?project=${place.projectId}`;
}

function pathOf({ region, session }: ConsolePlace): string {
  return `https://console.cloud.google.com/dataproc/interactive/${region}/${session}`;
}
