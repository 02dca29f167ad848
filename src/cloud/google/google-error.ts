import { status } from '@grpc/grpc-js';
import { CloudError } from '../cloud-error.ts';
import type { GoogleServerlessOptions } from './google-options.ts';

const login =
  'Log in with "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account.';
/** The messages of google-auth-library about missing, expired and revoked credentials. */
const loginNeeded =
  /Could not load the default credentials|invalid_grant|invalid_rapt|reauth|Unable to detect a Project Id|Could not refresh access token/i;

/** Converts an error of Google's libraries to one with a clear sentence. Returns other errors unchanged. */
export function googleError(error: unknown, { projectId, region }: GoogleServerlessOptions, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof CloudError) return error;
  const reason = reasonOf(error);
  const { code } = error as { readonly code?: unknown };
  const fail = (sentence: string): CloudError =>
    new CloudError(sentence, { cause: error, ...(typeof code === 'number' && { code: status[code] ?? String(code) }) });
  if (loginNeeded.test(error.message) || code === status.UNAUTHENTICATED) {
    return fail(`Google did not accept the credentials for ${doing}: ${reason} ${login}`);
  }
  switch (code) {
    case status.PERMISSION_DENIED:
      return fail(
        `Google denied ${doing} in project ${projectId}: ${reason} Grant the role roles/dataproc.editor on the project, and roles/iam.serviceAccountUser on the service account of the session.`,
      );
    case status.RESOURCE_EXHAUSTED:
      return fail(
        `Google has no capacity or quota for ${doing} in ${region}: ${reason} Request a higher quota for project ${projectId}, end other sessions, or choose another region.`,
      );
    case status.NOT_FOUND:
    case status.INVALID_ARGUMENT:
    case status.FAILED_PRECONDITION:
    case status.ALREADY_EXISTS:
    case status.ABORTED:
      return fail(`Google rejected ${doing} in ${region} of project ${projectId}: ${reason}`);
    case status.UNAVAILABLE:
    case status.DEADLINE_EXCEEDED:
      return fail(
        `Google's Dataproc API for ${region} did not answer ${doing}: ${reason} Check the region and the network, and try again.`,
      );
    default:
      return typeof code === 'number' ? fail(`Google failed ${doing} in ${region}: ${reason}`) : error;
  }
}

function reasonOf(error: Error): string {
  const { details = error.message } = error as { readonly details?: string };
  const whole = typeof details === 'string' && details !== '' ? details : error.message;
  // grpc-js adds text around the reason of a failed connection.
  const text = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(whole)?.[1] ?? whole;
  return `${text.split('\n', 1)[0]!.replace(/[\s.]+$/, '')}.`;
}
