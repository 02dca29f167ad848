// Shows that a session and its streaming query outlive the hour after which Spark 3.5 drops idle ones: npm run soak -- --help
import { setTimeout as sleep } from 'node:timers/promises';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { lastJobs } from './checks/soak/last-jobs.ts';
import { failuresOf, formatMinute, formatVerdict, type Memory, type SoakFigures } from './checks/soak/figures.ts';
import { watchQuery, type WatchedQuery } from './checks/soak/watched-query.ts';
import { startStack } from '../stack/start-stack.ts';
import { stopStack } from '../stack/stop-stack.ts';
import { ownTestStacks, stopOrphanedStacks, testStateFolder } from '../stack/own-stacks.ts';

interface Options {
  readonly minutes: number;
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

const program = createJobCommand({
  name: 'soak',
  runAs: 'npm run soak --',
  description:
    'Lets one session wait in a single awaitTermination() and another do nothing at all, each with a streaming query, and looks whether both are still there at the end. Spark 3.5 drops idle sessions after 60 minutes.',
})
  .option('--minutes <number>', 'how long', positiveInteger, 70)
  .option('--json', 'print the figures of the end as one JSON object')
  .action(runJob<Options>((options, { signal }) => soak(options, signal)));

async function soak({ minutes, json = false }: Options, signal: AbortSignal): Promise<void> {
  await stopOrphanedStacks();
  ownTestStacks();
  const stateDir = testStateFolder('soak');
  const { sparkRemote, sparkUi } = await startStack(stateDir, { otherPorts: 'free', onProgress, signal });
  const begun: WatchedQuery[] = [];
  const begin = async (name: string, heartbeat: boolean): Promise<WatchedQuery> => {
    const watched = await watchQuery(sparkRemote, name, heartbeat);
    begun.push(watched);
    return watched;
  };
  try {
    const waiting = await begin('waiting', true);
    const idle = await begin('idle', true);
    // What becomes of a session that gives no sign of life shows whether the other two were in danger at all.
    const silent = await begin('silent', false);
    const wait = waiting.awaitTermination();
    onProgress('One session waits in awaitTermination(), one is idle, one is idle without a heartbeat.');

    const memory = await eachMinute(minutes, signal, async (minute, now) => {
      const jobs = await lastJobs(sparkUi);
      console.log(formatMinute(minute, now, begun, jobs, wait.state()));
    });
    const figures: SoakFigures = {
      minutes,
      wait: wait.state(),
      waiting: await waiting.lookAgain(),
      idle: await idle.lookAgain(),
      silent: await silent.lookAgain(),
      memory,
    };
    const failures = failuresOf(figures);
    console.log(json ? JSON.stringify({ ...figures, failures }) : formatVerdict(figures, failures));
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    await Promise.all(begun.map((watched) => watched.end()));
    await stopStack(stateDir, { clean: true });
  }
}

/** The memory of this process after the first minute, by when everything is loaded, and at the end. */
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

await runProgram(program, process.argv);
