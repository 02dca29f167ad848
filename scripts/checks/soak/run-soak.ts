import { setTimeout as sleep } from 'node:timers/promises';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import type { Stack } from '../../../stack/stack.ts';
import { failuresOf, formatMinute, formatVerdict, type Memory, type SoakFigures } from './figures.ts';
import { lastJobs } from './last-jobs.ts';
import { watchQuery, type WatchedQuery } from './watched-query.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

/** Runs the sessions in parallel and prints a verdict. Sets the exit code to 1 if there is a failure. */
export async function runSoak(options: SoakOptions, signal: AbortSignal): Promise<void> {
  await withOwnStack('soak', { onProgress, signal }, (stack) => soak(stack, options, signal));
}

async function soak({ sparkRemote, sparkUi }: Stack, { minutes, json = false }: SoakOptions, signal: AbortSignal) {
  const started: WatchedQuery[] = [];
  const begin = async (name: string, heartbeat: boolean): Promise<WatchedQuery> => {
    const watched = await watchQuery(sparkRemote, name, heartbeat);
    started.push(watched);
    return watched;
  };
  try {
    const waiting = await begin('waiting', true);
    const idle = await begin('idle', true);
    // The control: this session without a heartbeat shows that Spark would have dropped the other two.
    const silent = await begin('silent', false);
    const wait = waiting.awaitTermination();
    onProgress('One session waits in awaitTermination(), one is idle, one is idle without a heartbeat.');

    const memory = await eachMinute(minutes, signal, async (minute, now) => {
      const jobs = await lastJobs(sparkUi);
      console.log(formatMinute(minute, now, started, jobs, wait.state()));
    });
    const figures: SoakFigures = {
      minutes,
      wait: wait.state(),
      waiting: await waiting.check(),
      idle: await idle.check(),
      silent: await silent.check(),
      memory,
    };
    const failures = failuresOf(figures);
    console.log(json ? JSON.stringify({ ...figures, failures }) : formatVerdict(figures, failures));
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    await Promise.all(started.map((watched) => watched.end()));
  }
}

/** Calls `look` every minute. Resolves to the memory of this process after the first minute, when everything is loaded, at the end, and at its peak. */
async function eachMinute(
  minutes: number,
  signal: AbortSignal,
  look: (minute: number, memory: Memory) => Promise<void>,
): Promise<SoakFigures['memory']> {
  const begin = Date.now();
  const all: Memory[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await sleep(begin + minute * 60_000 - Date.now(), undefined, { signal }).catch(() => signal.throwIfAborted());
    const { rss, heapUsed } = process.memoryUsage();
    const memory = { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 };
    all.push(memory);
    await look(minute, memory);
  }
  return { first: all[0]!, last: all.at(-1)!, peak: all.reduce((a, b) => (a.rss > b.rss ? a : b)) };
}
