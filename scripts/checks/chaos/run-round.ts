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

/** The context that all rounds share. */
export interface RoundContext {
  readonly stack: Stack;
  /** The ports of the services, the same before and after a kill. */
  readonly ports: StackPorts;
  /** The folder for data files. */
  readonly folder: string;
  readonly records: number;
  readonly signal: AbortSignal;
  /** Receives the processes of the round, so that they can be killed when this process ends. */
  readonly onJobs: (jobs: readonly { kill(): void }[]) => void;
}

const batchSize = 10;
/** The number of records to send first. The others follow once these are in a window, so that the kill hits a running stream. */
const firstRecords = 20;
/** How long sending takes without a kill. With more records, it is more likely that a batch is in flight at the kill. */
const streamSeconds = 18;
/** How long to wait for a batch that would count a record twice. */
const settleSeconds = 2.5;
const windowsDiffer = 'The windows did not match the records';
const initialFigures = {
  killedAfterSeconds: 0,
  killedAfterRecords: 0,
  records: 0,
  repeats: 0,
  upSeconds: null as number | null,
  restartSeconds: null as number | null,
  windows: 0,
};

/** Runs the job, kills the target, restarts it, and checks the windows. Failures of the job are part of the result. */
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
  const seen = { ...initialFigures };
  let restartedAt = Infinity;
  const until = (condition: () => boolean, wanted: string, seconds: number): Promise<void> => {
    const check = (): boolean => {
      consumer.check();
      const { lastLiveWindowAt } = consumer;
      if (lastLiveWindowAt > restartedAt) seen.restartSeconds ??= since(lastLiveWindowAt) - seen.killedAfterSeconds;
      return condition();
    };
    return waitUntil(check, { wanted, seconds, signal });
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
    restartedAt = performance.now();
    consumer.stayUp();
    await until(() => producer.isDone, 'The producer did not send all records', 180);

    const messages = await readWholeTopic(stack.kafkaServers, topic, signal);
    const sent = messages.map(({ value }) => JSON.parse(value) as TransactionMessage);
    Object.assign(seen, { records: sent.length, repeats: repeats(sent) });
    const expected = expectedWindows(sent);
    await until(() => expected.differences(consumer.windows).length === 0, windowsDiffer, 90).catch(
      ignore(windowsDiffer),
    );
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

/** Kills the target and resolves when its processes are gone. */
async function kill(target: Target, consumer: Consumer, { stack, signal }: RoundContext): Promise<void> {
  if (target === 'driver' || target === 'all') consumer.kill();
  if (target !== 'driver') await killServices(stack.stateDir, target === 'all' ? serviceNames : [target]);
  const gone = (): boolean => target === 'spark' || target === 'kafka' || !consumer.isRunning;
  await waitUntil(gone, { wanted: 'The consumer did not die', seconds: 10, signal });
}

/** Ignores this failure, because failuresOf() then reports each difference. */
function ignore(wanted: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof RoundError && error.message.startsWith(wanted))) throw error;
  };
}
