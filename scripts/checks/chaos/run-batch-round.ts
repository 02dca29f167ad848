import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeTransactions } from '../../../jobs/generate-data/write-transactions.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import type { TransactionMessage } from '../../../jobs/transactions/transaction.ts';
import { startStack } from '../../../stack/start-stack.ts';
import { recordsBeforeKill, type KillPlan } from './kill-plan.ts';
import { Producer } from './producer.ts';
import { readWholeTopic, type TopicMessage } from './read-whole-topic.ts';
import type { BatchRoundResult } from './report.ts';
import { hit, includesServers, type RoundContext } from './run-round.ts';
import { sumDifferences, SumsDatabase, type CustomerSum } from './sums-database.ts';
import { SumsDriver } from './sums-driver.ts';
import { RoundError, waitUntil } from './wait-until.ts';

const batchSize = 10;
/** The number of records to send first. The others follow once these are in the database, so that the kill hits a running stream. */
const firstRecords = 20;
/** How long sending takes without a kill. */
const streamSeconds = 12;
/** How long to wait for a batch that would count a record twice. */
const settleSeconds = 2.5;
/** The longest wait for each step, in seconds: generous, because the machine may be busy with other work. */
const longest = 300;
/** Milliseconds from the transaction of a batch to the return of the function. */
const pauseAfterTransaction = 100;

/** Runs a program with foreachBatch, kills the target, restarts it, and compares the database with the topic. */
export async function runBatchRound(plan: KillPlan, context: RoundContext): Promise<BatchRoundResult> {
  const { stack, restart, proxies, folder, records, signal } = context;
  await startStack(stack.stateDir, { ...restart, signal });
  const topic = `chaos-batches-${plan.round}`;
  const dataFile = join(folder, `${topic}.csv`);
  await writeTransactions(dataFile, generateTransactions(records, plan.dataSeed), signal);
  const kafkaServers = `127.0.0.1:${proxies.kafka.port}`;
  const file = join(folder, `${topic}.db`);
  const database = new SumsDatabase(file);
  const remote = `sc://127.0.0.1:${proxies.spark.port}`;
  const checkpoint = join(stack.checkpointDir, topic);
  const driver = new SumsDriver([remote, kafkaServers, topic, checkpoint, file, String(pauseAfterTransaction)]);
  const sleepSeconds = (streamSeconds * batchSize) / records;
  const pace = ['--batch-size', String(batchSize), '--sleep-seconds', String(sleepSeconds)];
  const producer = new Producer(['--kafka-servers', kafkaServers, '--topic', topic, '--data-file', dataFile, ...pace]);
  context.onJobs([driver, producer]);

  const begin = performance.now();
  const since = (moment: number): number => (moment - begin) / 1000;
  const seen = { killedAfterSeconds: 0, killedAfterRecords: 0, records: 0, restartSeconds: null as number | null };
  let restartedAt = Infinity;
  const until = (condition: () => boolean, wanted: string, seconds: number): Promise<void> => {
    const check = (): boolean => {
      driver.check();
      if (driver.lastBatchAt > restartedAt) seen.restartSeconds ??= since(driver.lastBatchAt) - seen.killedAfterSeconds;
      return condition();
    };
    return waitUntil(check, { wanted, seconds, signal });
  };
  const finish = (failures: readonly string[]): BatchRoundResult => ({
    ...plan,
    ...seen,
    batches: database.batches,
    repeated: driver.repeated,
    seconds: since(performance.now()),
    lastWords: [...driver.lastWords, ...producer.lastWords].map((words) => words.trim()),
    failures,
  });

  try {
    producer.send(firstRecords);
    await until(() => producer.isDone, 'The producer did not create the topic', longest);
    driver.start();
    await until(() => database.sums.length > 0, 'The database got no batch', longest);
    producer.send(records);
    const enough = recordsBeforeKill(plan, firstRecords + batchSize, records, batchSize);
    await until(() => producer.acknowledged >= enough, `The producer did not send ${enough} records`, longest);
    await sleep(plan.pause * sleepSeconds * 1000, undefined, { signal });

    seen.killedAfterSeconds = since(performance.now());
    seen.killedAfterRecords = producer.acknowledged;
    await hit(plan.target, { driver, producer }, context);
    if (includesServers(plan.target)) await startStack(stack.stateDir, { ...restart, signal });
    restartedAt = performance.now();
    driver.stayUp();
    producer.stayUp();
    await until(() => producer.isDone, 'The producer did not send all records', longest);

    const messages = await readWholeTopic(stack.kafkaServers, topic, signal);
    seen.records = messages.length;
    const expected = sumsOf(messages);
    const differences = (): string[] => sumDifferences(expected, database.sums);
    await until(() => differences().length === 0, 'The sums', longest).catch((error: unknown) => {
      // The comparison below names each difference.
      if (!(error instanceof RoundError && error.message.startsWith('The sums'))) throw error;
    });
    await sleep(settleSeconds * 1000, undefined, { signal });
    driver.check();
    await driver.stop(signal);
    return finish(differences());
  } catch (error) {
    if (error instanceof RoundError) return finish([error.message]);
    throw error;
  } finally {
    driver.kill();
    producer.kill();
    database.close();
  }
}

function sumsOf(messages: readonly TopicMessage[]): readonly CustomerSum[] {
  const sums = new Map<string, { records: number; cents: number }>();
  for (const { value } of messages) {
    const { customer_id, final_amount } = JSON.parse(String(value)) as TransactionMessage;
    const { records, cents } = sums.get(customer_id) ?? { records: 0, cents: 0 };
    sums.set(customer_id, { records: records + 1, cents: cents + Math.round(final_amount * 100) });
  }
  return [...sums].map(([customer, sum]) => ({ customer, ...sum }));
}
