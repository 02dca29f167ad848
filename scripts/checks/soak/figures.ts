import type { Survival, WaitState, WatchedQuery } from './watched-query.ts';

/** The memory in use, in MB. */
export interface Memory {
  readonly rss: number;
  readonly heap: number;
}

/** The figures at the end of a run. */
export interface SoakFigures {
  readonly minutes: number;
  /** The state of the single awaitTermination() call. */
  readonly wait: WaitState;
  readonly waiting: Survival;
  readonly idle: Survival;
  /** A session without heartbeats, which Spark 3.5 drops after an hour without requests. */
  readonly silent: Survival;
  readonly memory: { readonly first: Memory; readonly last: Memory; readonly peak: Memory };
}

/** The default heartbeat interval of a session. */
const minutesBetweenHeartbeats = 5;
/** The time after which Spark 3.5 drops an idle session. */
const minutesToExpiry = 60;
/** V8 allocates and releases memory in steps of several MB. A leak of 1 MB per minute would exceed this limit within an hour. */
const allowedGrowth = 40;

/** Returns the failures of a run, one sentence each. */
export function failuresOf({ minutes, wait, waiting, idle, silent, memory }: SoakFigures): string[] {
  const failures = [...failuresOfSession('waiting', waiting, minutes), ...failuresOfSession('idle', idle, minutes)];
  if (wait !== 'waits') failures.push(`awaitTermination() has ended. ${wait.ended}`);
  const growth = memory.last.rss - memory.first.rss;
  if (growth > allowedGrowth) {
    failures.push(`The memory of this process grew by ${growth.toFixed(1)} MB; the limit is ${allowedGrowth} MB.`);
  }
  // The expiry is detected at the next call, so one more minute is needed.
  if (minutes > minutesToExpiry + 1 && !isLost(silent)) {
    failures.push('The session without a heartbeat is still alive, so the heartbeats of the others prove nothing.');
  }
  return failures;
}

function isLost({ sameSession, error }: Survival): boolean {
  return error !== undefined || !sameSession;
}

function failuresOfSession(name: string, survival: Survival, minutes: number): string[] {
  const { sameSession, active, batches, heartbeats, troubles, error } = survival;
  if (error !== undefined) return [`The ${name} session does not answer anymore: ${error}`];
  // One may still be in flight.
  const expected = Math.floor((minutes - 0.5) / minutesBetweenHeartbeats);
  return [
    ...(sameSession ? [] : [`The ${name} session was replaced: a setting from its start is gone.`]),
    ...(active ? [] : [`The query of the ${name} session is not running anymore.`]),
    ...(batches > 0 ? [] : [`The query of the ${name} session made no batches.`]),
    ...(heartbeats >= expected ? [] : [`The ${name} session sent ${heartbeats} heartbeats instead of ${expected}.`]),
    ...troubles.map((trouble) => `The ${name} session had trouble: ${trouble}`),
  ];
}

/** Returns one line about a minute. `jobs` contains the time of the last Spark job of each run. */
export function formatMinute(
  minute: number,
  { rss, heap }: Memory,
  queries: readonly Pick<WatchedQuery, 'name' | 'runId' | 'heartbeats'>[],
  jobs: ReadonlyMap<string, number>,
  wait: WaitState,
  now: number = Date.now(),
): string {
  const parts = queries.map(({ name, runId, heartbeats }) => {
    const last = jobs.get(runId);
    const age = last === undefined ? 'no batch lately' : `batch ${((now - last) / 1000).toFixed(0)} s ago`;
    return `${name}: ${age}, ${heartbeats()} heartbeats`;
  });
  const state = wait === 'waits' ? 'awaitTermination() waits' : `awaitTermination() ended: ${wait.ended}`;
  return `${String(minute).padStart(3)} min  RSS ${rss.toFixed(1)} MB, heap ${heap.toFixed(1)} MB · ${state} · ${parts.join(' · ')}`;
}

export function formatVerdict(figures: SoakFigures, failures: readonly string[]): string {
  const { minutes, memory, silent } = figures;
  const rows = (['waiting', 'idle', 'silent'] as const).map((name) => {
    const { sameSession, active, batches, heartbeats, error } = figures[name];
    const state = error ?? `${sameSession ? 'same session' : 'ANOTHER session'}, query ${active ? 'active' : 'GONE'}`;
    return `${name}: ${state}, ${batches} batches, ${heartbeats} heartbeats`;
  });
  const { first, last, peak } = memory;
  return [
    ...rows,
    `RSS ${first.rss.toFixed(1)} MB after a minute, ${last.rss.toFixed(1)} MB at the end, ${peak.rss.toFixed(1)} MB at its peak.`,
    isLost(silent)
      ? 'Spark dropped the session without a heartbeat, as expected.'
      : 'The session without a heartbeat is still alive, too: this run was too short to show that heartbeats are needed.',
    ...failures,
    failures.length === 0 ? `Passed after ${minutes} minutes.` : `Failed after ${minutes} minutes.`,
  ].join('\n');
}
