import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeTransactions } from '../../../jobs/generate-data/write-transactions.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import type { TransactionMessage } from '../../../jobs/transactions/transaction.ts';
import { killServices } from '../../../stack/kill-service.ts';
import type { StackPorts } from '../../../stack/ports.ts';
import type { Stack } from '../../../stack/stack.ts';
import { serviceNames } from '../../../stack/stack-record.ts';
import { startStack } from '../../../stack/start-stack.ts';
import { expectedWindows, failuresOf, latestRows, repeats } from './check-round.ts';
import { Consumer } from './consumer.ts';
import { recordsBeforeKill, type KillPlan, type Target } from './kill-plan.ts';
import { Producer } from './producer.ts';
import { readWholeTopic } from './read-whole-topic.ts';
import type { RoundResult } from './report.ts';
import { RoundError, waitUntil } from './wait-until.ts';

/** What all rounds share. */
export interface RoundContext {
  readonly stack: Stack;
  /** Where the services answer, before and after they were killed. */
  readonly ports: StackPorts;
  /** For the data files. */
  readonly folder: string;
  readonly records: number;
  readonly signal: AbortSignal;
  /** Is told of the processes of the round, so that none is left when this one ends. */
  readonly onJobs: (jobs: readonly { kill(): void }[]) => void;
}

const batchSize = 10;
/** Sent first: the others follow once these are in a window, so that the kill comes in the middle of a stream that runs. */
const firstRecords = 20;
/** How long sending takes when nothing is killed; with more records more often a batch is on its way at the kill. */
const streamSeconds = 18;
/** Long enough for a batch that would count something once more. */
const settleSeconds = 2.5;
const neverAgrees = 'The windows did not become what was sent';
const nothing = {
  killedAfterSeconds: 0,
  killedAfterRecords: 0,
  records: 0,
  repeats: 0,
  upSeconds: null as number | null,
  restartSeconds: null as number | null,
  windows: 0,
};

/** Runs the job, kills, starts again what was killed, and compares. What goes wrong in the job is in the result. */
export async function runRound(plan: KillPlan, context: RoundContext): Promise<RoundResult> {
  const { stack, ports, folder, records, signal } = context;
  await startStack(stack.stateDir, { ports, signal });
  const topic = `chaos-${plan.round}`;
  const resultsTopic = `${topic}-windows`;
  const dataFile = join(folder, `${topic}.csv`);
  const file = [...generateTransactions(records, plan.dataSeed)];
  await writeTransactions(dataFile, file, signal);

  const kafka = ['--kafka-servers', stack.kafkaServers, '--topic', topic];
  const consumer = new Consumer([...kafka, '--remote', stack.sparkRemote, '--results-topic', resultsTopic]);
  const sleepSeconds = (streamSeconds * batchSize) / records;
  const pace = ['--batch-size', String(batchSize), '--sleep-seconds', String(sleepSeconds)];
  const producer = new Producer([...kafka, '--data-file', dataFile, ...pace]);
  context.onJobs([consumer, producer]);

  const begin = performance.now();
  const seen = { ...nothing };
  let startedAgainAt = Infinity;
  const until = (condition: () => boolean, wanted: string, seconds: number): Promise<void> => {
    const look = (): boolean => {
      consumer.check();
      const { lastLiveWindowAt } = consumer;
      if (lastLiveWindowAt > startedAgainAt) seen.restartSeconds ??= since(lastLiveWindowAt) - seen.killedAfterSeconds;
      return condition();
    };
    return waitUntil(look, { wanted, seconds, signal });
  };
  const since = (moment: number): number => (moment - begin) / 1000;
  const finish = (failures: readonly string[]): RoundResult => {
    const lastWords = [...consumer.lastWords, ...producer.lastWords].map((words) => words.trim());
    return { ...plan, ...seen, seconds: since(performance.now()), lastWords, failures };
  };

  try {
    consumer.start();
    producer.send(0, firstRecords);
    await until(() => producer.isDone && consumer.lastLiveWindowAt > 0, 'The consumer showed no window', 120);
    producer.send(firstRecords, records - firstRecords);
    const enough = recordsBeforeKill(plan, firstRecords + batchSize, records, batchSize);
    await until(() => producer.acknowledged >= enough, `The producer did not send ${enough} records`, 120);
    await sleep(plan.pause * sleepSeconds * 1000, undefined, { signal });

    seen.killedAfterSeconds = since(performance.now());
    seen.killedAfterRecords = producer.acknowledged;
    await kill(plan.target, consumer, context);
    if (plan.target !== 'driver') {
      await startStack(stack.stateDir, { ports, signal });
      seen.upSeconds = since(performance.now()) - seen.killedAfterSeconds;
    }
    startedAgainAt = performance.now();
    consumer.stayUp();
    await until(() => producer.isDone, 'The producer did not send all', 180);

    const messages = await readWholeTopic(stack.kafkaServers, topic, signal);
    const sent = messages.map(({ value }) => JSON.parse(value) as TransactionMessage);
    Object.assign(seen, { records: sent.length, repeats: repeats(sent) });
    const expected = expectedWindows(sent);
    await until(() => expected.differences(consumer.windows).length === 0, neverAgrees, 90).catch(ignore(neverAgrees));
    await sleep(settleSeconds * 1000, undefined, { signal });
    await consumer.stop(signal);
    const results = latestRows(await readWholeTopic(stack.kafkaServers, resultsTopic, signal));
    seen.windows = results.length;
    const { acknowledged } = producer;
    return finish(failuresOf({ file, acknowledged, sent, consumer: consumer.windows, results }));
  } catch (error) {
    if (error instanceof RoundError) return finish([error.message]);
    throw error;
  } finally {
    consumer.kill();
    producer.kill();
  }
}

/** Ends it all at once, and resolves when it is gone. */
async function kill(target: Target, consumer: Consumer, { stack, signal }: RoundContext): Promise<void> {
  if (target === 'driver' || target === 'all') consumer.kill();
  if (target !== 'driver') await killServices(stack.stateDir, target === 'all' ? serviceNames : [target]);
  const gone = (): boolean => target === 'spark' || target === 'kafka' || !consumer.isRunning;
  await waitUntil(gone, { wanted: 'The consumer did not die', seconds: 10, signal });
}

/** Lets one failure pass: what differs is then told figure by figure. */
function ignore(wanted: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof RoundError && error.message.startsWith(wanted))) throw error;
  };
}
