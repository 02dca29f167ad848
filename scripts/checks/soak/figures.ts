import type { Survival, WaitState, WatchedQuery } from './watched-query.ts';

/** In MB. */
export interface Memory {
  readonly rss: number;
  readonly heap: number;
}

/** What a run found. */
export interface SoakFigures {
  readonly minutes: number;
  /** How the one call of awaitTermination() is doing. */
  readonly wait: WaitState;
  readonly waiting: Survival;
  readonly idle: Survival;
  /** The session without a heartbeat, which Spark 3.5 drops. */
  readonly silent: Survival;
  readonly memory: { readonly first: Memory; readonly last: Memory; readonly peak: Memory };
}

/** How often a session gives a sign of life unless told otherwise. */
const minutesBetweenHeartbeats = 5;
/** When Spark 3.5 drops an idle session. */
const minutesToExpiry = 60;
/** V8 takes memory in steps of some MB and gives it back when it likes; a leak of 1 MB a minute is well over this in an hour. */
const allowedGrowth = 40;

/** What went wrong, a sentence each; none when all is well. */
export function failuresOf({ minutes, wait, waiting, idle, silent, memory }: SoakFigures): string[] {
  const failures = [...failuresOfSession('waiting', waiting, minutes), ...failuresOfSession('idle', idle, minutes)];
  if (wait !== 'waits') failures.push(`awaitTermination() has ended. ${wait.ended}`);
  const growth = memory.last.rss - memory.first.rss;
  if (growth > allowedGrowth) {
    failures.push(`The memory of this process grew by ${growth.toFixed(1)} MB, allowed are ${allowedGrowth}.`);
  }
  // The expiry is noticed at the next call, so that a minute more makes sure.
  if (minutes > minutesToExpiry + 1 && !isLost(silent)) {
    failures.push('The session without a heartbeat is still there, so the heartbeats of the others prove nothing.');
  }
  return failures;
}

function isLost({ sameSession, error }: Survival): boolean {
  return error !== undefined || !sameSession;
}

function failuresOfSession(name: string, survival: Survival, minutes: number): string[] {
  const { sameSession, active, batches, heartbeats, troubles, error } = survival;
  if (error !== undefined) return [`The ${name} session cannot be asked any more: ${error}`];
  // One may still be under way.
  const expected = Math.floor((minutes - 0.5) / minutesBetweenHeartbeats);
  return [
    ...(sameSession ? [] : [`The ${name} session is another one: a setting of its beginning is gone.`]),
    ...(active ? [] : [`The query of the ${name} session does not run any more.`]),
    ...(batches > 0 ? [] : [`The query of the ${name} session made no batches.`]),
    ...(heartbeats >= expected ? [] : [`The ${name} session gave ${heartbeats} heartbeats, not ${expected}.`]),
    ...troubles.map((trouble) => `The ${name} session had trouble: ${trouble}`),
  ];
}

/** A minute in one line; `jobs` says when Spark last worked for a run. */
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
    `RSS ${first.rss.toFixed(1)} MB after a minute, ${last.rss.toFixed(1)} MB at the end, ${peak.rss.toFixed(1)} MB at most.`,
    isLost(silent)
      ? 'The session without a heartbeat was lost, as Spark 3.5 does with idle ones.'
      : 'The session without a heartbeat is still there as well: this run was too short to show what heartbeats are for.',
    ...failures,
    failures.length === 0 ? `All is well after ${minutes} minutes.` : `It failed after ${minutes} minutes.`,
  ].join('\n');
}
