import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../../command-line/user-error.ts';
import { deadLetterTopic } from '../../../jobs/dead-letters/dead-letter.ts';
import type { Account } from '../../../jobs/fates/audit-topic.ts';
import { runAudit } from '../../../jobs/fates/run-audit.ts';
import { writeTransactions } from '../../../jobs/generate-data/write-transactions.ts';
import { faultShares } from '../../../jobs/produce/fault-shares.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import { killServices } from '../../../stack/kill-service.ts';
import type { Stack } from '../../../stack/stack.ts';
import { serviceNames } from '../../../stack/stack-record.ts';
import { startStack, type StackOptions } from '../../../stack/start-stack.ts';
import { readBatchEnds } from './batch-ends.ts';
import { checkRound, expectedWindows, latestRows, matchMessages, windows, type FateCounts } from './check-round.ts';
import { Consumer } from './consumer.ts';
import type { CuttingProxy } from './cutting-proxy.ts';
import { recordsBeforeKill, type KillPlan, type Target } from './kill-plan.ts';
import { injectedFaults, modelFates, planMessages } from './model-fates.ts';
import { Producer } from './producer.ts';
import { readWholeTopic } from './read-whole-topic.ts';
import type { RoundResult } from './report.ts';
import { RoundError, waitUntil } from './wait-until.ts';

/** The context that all rounds share. */
export interface RoundContext {
  readonly stack: Stack;
  /** The settings with which a killed service is started again. */
  readonly restart: Pick<StackOptions, 'ports' | 'advertisedKafkaPort'>;
  /** The proxies between the servers and their clients. */
  readonly proxies: Readonly<Record<'spark' | 'kafka', CuttingProxy>>;
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
/** How often connections are cut, and the seconds between two cuts: often enough to hit retries and reconnections too. */
const cuts = { times: 5, seconds: 0.5 };
const auditSeconds = 60;
const noFates: FateCounts = { counted: 0, late: 0, duplicate: 0, dead: 0, unread: 0 };
const initialFigures = {
  killedAfterSeconds: 0,
  killedAfterRecords: 0,
  records: 0,
  fates: noFates,
  upSeconds: null as number | null,
  restartSeconds: null as number | null,
  windows: 0,
};

/** Runs the job, kills the target, restarts it, and checks what came out. Failures of the job are part of the result. */
export async function runRound(plan: KillPlan, context: RoundContext): Promise<RoundResult> {
  const { stack, restart, proxies, folder, records, signal } = context;
  await startStack(stack.stateDir, { ...restart, signal });
  const topic = `chaos-${plan.round}`;
  const resultsTopic = `${topic}-windows`;
  const checkpoint = join(stack.checkpointDir, topic);
  const dataFile = join(folder, `${topic}.csv`);
  const file = [...generateTransactions(records, plan.dataSeed)];
  await writeTransactions(dataFile, file, signal);
  const planned = planMessages(file, faultShares(injectedFaults), plan.faultSeed);

  const kafkaServers = `127.0.0.1:${proxies.kafka.port}`;
  const remote = `sc://127.0.0.1:${proxies.spark.port}`;
  const kafka = ['--kafka-servers', kafkaServers, '--topic', topic];
  const places = ['--remote', remote, '--results-topic', resultsTopic, '--checkpoint', checkpoint];
  const consumer = new Consumer([...kafka, ...places]);
  const sleepSeconds = (streamSeconds * batchSize) / records;
  const pace = ['--batch-size', String(batchSize), '--sleep-seconds', String(sleepSeconds)];
  const faults = ['--inject', injectedFaults, '--seed', String(plan.faultSeed)];
  const producer = new Producer([...kafka, '--data-file', dataFile, ...pace, ...faults]);
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
    producer.send(firstRecords);
    await until(() => producer.isDone && consumer.lastLiveWindowAt > 0, 'The consumer showed no window', 120);
    producer.send(planned.length);
    const enough = recordsBeforeKill(plan, firstRecords + batchSize, planned.length, batchSize);
    await until(() => producer.acknowledged >= enough, `The producer did not send ${enough} records`, 120);
    await sleep(plan.pause * sleepSeconds * 1000, undefined, { signal });

    seen.killedAfterSeconds = since(performance.now());
    seen.killedAfterRecords = producer.acknowledged;
    await hit(plan.target, { driver: consumer, producer }, context);
    if (includesServers(plan.target)) {
      await startStack(stack.stateDir, { ...restart, signal });
      seen.upSeconds = since(performance.now()) - seen.killedAfterSeconds;
    }
    restartedAt = performance.now();
    consumer.stayUp();
    producer.stayUp();
    await until(() => producer.isDone, 'The producer did not send all records', 180);

    const messages = await readWholeTopic(stack.kafkaServers, topic, signal);
    const { matched } = matchMessages(planned, messages);
    seen.records = messages.length;
    const isCaughtUp = (): boolean => {
      const fates = modelFates(matched, readBatchEnds(checkpoint), windows.watermark * 1000);
      const isRead = ![...fates.values()].includes('unread');
      return isRead && expectedWindows(fates).differences(consumer.windows).length === 0;
    };
    const windowsDiffer = 'The windows did not match the records';
    await until(isCaughtUp, windowsDiffer, 90).catch(ignore(windowsDiffer));
    await sleep(settleSeconds * 1000, undefined, { signal });
    // While the job is running, because dead letters and the log of the batches follow the windows.
    const account = await audit({ remote, kafkaServers: [kafkaServers], topic, resultsTopic }, signal);
    consumer.check();
    await consumer.stop(signal);
    const results = latestRows(await readWholeTopic(stack.kafkaServers, resultsTopic, signal));
    const letters = await readWholeTopic(stack.kafkaServers, deadLetterTopic(topic), signal);
    const ends = readBatchEnds(checkpoint);
    seen.windows = results.length;
    const outcome = { topic, plan: planned, messages, letters, ends, account, consumer: consumer.windows, results };
    const { failures, fates } = checkRound(outcome);
    seen.fates = fates;
    return finish(failures);
  } catch (error) {
    if (error instanceof RoundError) return finish([error.message]);
    throw error;
  } finally {
    consumer.kill();
    producer.kill();
  }
}

/** Audits the topic until its account closes and the job has read all of it, or until the time is over. */
async function audit(
  places: Pick<Parameters<typeof runAudit>[0], 'remote' | 'kafkaServers' | 'topic' | 'resultsTopic'>,
  signal: AbortSignal,
): Promise<Account> {
  const { duration: windowDuration, slide: slideDuration } = windows;
  const options = { ...places, windowDuration, slideDuration, verbose: false, timeout: auditSeconds };
  const deadline = performance.now() + auditSeconds * 1000;
  try {
    for (;;) {
      const account = await runAudit(options, signal);
      if (!account.closes || account.pending === 0 || performance.now() > deadline) return account;
    }
  } catch (error) {
    throw error instanceof UserError ? new RoundError(`The audit failed: ${error.message}`) : error;
  }
}

/** Whether a target includes one of the servers. */
export function includesServers(target: Target): boolean {
  return target === 'spark' || target === 'kafka' || target === 'all';
}

interface Victim {
  readonly isRunning: boolean;
  kill(): void;
}

/** Kills or cuts the target. Resolves when its processes are gone. */
export async function hit(
  target: Target,
  { driver, producer }: { readonly driver: Victim; readonly producer: Victim },
  { stack, proxies, signal }: RoundContext,
): Promise<void> {
  if (target === 'connections') return await cutConnections(Object.values(proxies), signal);
  const victims = [
    ...(target === 'driver' || target === 'all' ? [driver] : []),
    ...(target === 'producer' || target === 'all' ? [producer] : []),
  ];
  for (const victim of victims) victim.kill();
  if (includesServers(target))
    await killServices(
      stack.stateDir,
      target === 'all' ? serviceNames : serviceNames.filter((name) => name === target),
    );
  const gone = (): boolean => victims.every(({ isRunning }) => !isRunning);
  await waitUntil(gone, { wanted: 'A killed job did not die', seconds: 10, signal });
}

async function cutConnections(proxies: readonly CuttingProxy[], signal: AbortSignal): Promise<void> {
  for (let time = 0; time < cuts.times; time++) {
    if (time > 0) await sleep(cuts.seconds * 1000, undefined, { signal });
    for (const proxy of proxies) proxy.cut();
  }
}

/** Ignores this failure, because the check of the round then reports each difference. */
function ignore(wanted: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof RoundError && error.message.startsWith(wanted))) throw error;
  };
}
