import { setTimeout as sleep } from 'node:timers/promises';
import { startJobProcess, type RunningJob } from '../../../../jobs/job-process.ts';
import type { StreamServers, StreamWork } from '../stream-work.ts';
import { processorTimeOf } from './processor-time.ts';

/** The maximum usage of the consumer for its page, in percent of a core. */
const limit = 5;
const pages = 3;
/** Milliseconds for the job to start, and to show what it has caught up with. */
const warmUp = 15_000;

/** The CPU usage of the consumer with the page open three times, beyond that of a consumer without a page. */
export const watching: StreamWork = {
  name: 'watching',
  async measure(servers) {
    const without = await consumerUsage(servers, [], async () => {});
    const withPages = await consumerUsage(servers, ['--web', '0'], openPages);
    const usage = Math.max(0, withPages - without);
    return [
      {
        name: `${pages} open pages`,
        target: { atMost: 1 },
        unit: '% of a core',
        ours: usage,
        theirs: limit,
        against: 'limit',
        ratio: usage / limit,
      },
    ];
  },
};

async function consumerUsage(
  { ours, topic, quick, signal }: StreamServers,
  args: readonly string[],
  open: (job: RunningJob, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const addresses = ['--remote', ours.sparkRemote, '--kafka-servers', ours.kafkaServers];
  const watched = startJobProcess(['consume', ...addresses, '--topic', topic, ...args]);
  const closing = new AbortController();
  try {
    await open(watched, AbortSignal.any([signal, closing.signal]));
    await sleep(warmUp, undefined, { signal });
    const pid = watched.job.pid!;
    const [before, begin] = [processorTimeOf(pid), performance.now()];
    await sleep(quick ? 20_000 : 60_000, undefined, { signal });
    return ((processorTimeOf(pid) - before) / (performance.now() - begin)) * 100;
  } finally {
    closing.abort();
    watched.job.kill('SIGTERM');
    await watched.ended;
  }
}

/** Reads the events of the page as often as there are pages, until the signal aborts. */
async function openPages({ job, ended }: RunningJob, signal: AbortSignal): Promise<void> {
  let text = '';
  const url = await Promise.race([
    new Promise<string>((resolve) => {
      job.stderr!.on('data', (part: string) => {
        text += part;
        const { 1: found } = /The page of the job is at (\S+)/.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      });
    }),
    ended.then(({ stderr }) => Promise.reject(new Error(`The consumer ended: ${stderr}`))),
  ]);
  for (let page = 0; page < pages; page++) void readEvents(`${url}events`, signal);
}

async function readEvents(url: string, signal: AbortSignal): Promise<void> {
  try {
    const reader = (await fetch(url, { signal })).body!.getReader();
    while (!(await reader.read()).done);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
