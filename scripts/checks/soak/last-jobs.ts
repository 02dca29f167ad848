interface Job {
  readonly jobGroup?: string;
  /** Such as `2026-11-24T21:30:00.123GMT`. */
  readonly submissionTime: string;
}

/**
 * Returns the time of the last Spark job of each query, by run id, in milliseconds since 1970. Reads it from Spark's web UI, because a
 * call in a session would keep that session alive.
 */
export async function lastJobs(sparkUi: string): Promise<ReadonlyMap<string, number>> {
  const api = `${sparkUi}/api/v1/applications`;
  const [application] = (await get(api)) as readonly { readonly id: string }[];
  const jobs = (await get(`${api}/${application!.id}/jobs`)) as readonly Job[];
  const latest = new Map<string, number>();
  for (const { jobGroup, submissionTime } of jobs) {
    if (jobGroup === undefined) continue;
    const time = Date.parse(submissionTime.replace('GMT', 'Z'));
    latest.set(jobGroup, Math.max(time, latest.get(jobGroup) ?? 0));
  }
  return latest;
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
  return response.json();
}
