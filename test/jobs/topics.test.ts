import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { SparkSession } from '../../src/index.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { CheckpointMemory } from '../../jobs/consume/checkpoint-topics.ts';
import { runJobProcess, startJobProcess, type JobResult } from '../../jobs/job-process.ts';

const kafkaServers = inject('kafkaServers');
const dataFile = 'data/customer_transactions_1200.csv';
const { signal } = new AbortController();
/** Milliseconds by which a checkpoint has noted its topics, even where a server has much else to do. */
const settled = 5000;
let admin: Admin;
let count = 0;

beforeAll(async () => {
  admin = createKafka([kafkaServers]).admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

/** A topic with records, and the command that consumes it. */
async function newTopic(records: number): Promise<{ topic: string; results: string; command: readonly string[] }> {
  const topic = `topics-${process.pid}-${++count}`;
  await produce(topic, records);
  const results = `${topic}-windows-10s-5s-30s`;
  const addresses = ['--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers];
  return { topic, results, command: ['consume', ...addresses, '--topic', topic, '--json'] };
}

async function produce(topic: string, maxRecords: number): Promise<void> {
  const options = { kafkaServers: [kafkaServers], topic, dataFile, batchSize: 10, sleepSeconds: 0, maxRecords };
  await produceTransactions(options, { signal });
}

/** Consumes until a batch is over, and is then interrupted. */
async function consumeOnce(command: readonly string[]): Promise<void> {
  const { exitCode } = await runJobProcess(command, (output, job) => {
    if (!job.killed && output.includes('"type":"progress"')) setTimeout(() => job.kill('SIGINT'), settled);
  });
  expect(exitCode).toBe(130);
}

async function deleteTopic(name: string): Promise<void> {
  await admin.deleteTopics({ topics: [name] });
  while ((await admin.listTopics()).includes(name)) await sleep(50);
}

const failure = (stderr: RegExp): object => ({
  exitCode: 1,
  stderr: expect.stringMatching(stderr) as string,
});

test('a topic made anew with more records than the checkpoint knows is refused, and what helps is said', async () => {
  const { topic, command } = await newTopic(30);
  await consumeOnce(command);
  await deleteTopic(topic);
  await produce(topic, 100);
  expect(await runJobProcess(command)).toMatchObject(
    failure(
      /^Topic \S+ was deleted and made anew since the checkpoint at \S+ read it\. Start anew with a new --checkpoint and a new --results-topic\.\n$/,
    ),
  );
  const anew = ['--checkpoint', `${inject('checkpointDir')}/${topic}-2`, '--results-topic', `${topic}-results-2`];
  const { stdout } = await runJobProcess([...command, ...anew], (output, job) => {
    if (!job.killed && output.includes('"type":"progress"')) job.kill('SIGINT');
  });
  expect(stdout).toMatch(/"input_records":100,/);
});

test('a topic that is gone is not made again behind the back of its checkpoint', async () => {
  const { topic, command } = await newTopic(30);
  await consumeOnce(command);
  await deleteTopic(topic);
  expect(await runJobProcess(command)).toMatchObject(failure(/^Topic \S+ was deleted since the checkpoint at .*\n$/));
  expect(await admin.listTopics()).not.toContain(topic);
});

test('another results topic than the checkpoint has is refused, and so is one whose windows are gone', async () => {
  const { results, command } = await newTopic(30);
  await consumeOnce(command);
  expect(await runJobProcess([...command, '--results-topic', `${results}-other`])).toMatchObject(
    failure(
      /^The checkpoint at \S+ has written its windows to topic \S+, and \S+-other would lack them\. Go on with --results-topic \S+, or name a new --checkpoint as well\.\n$/,
    ),
  );
  await deleteTopic(results);
  expect(await runJobProcess(command)).toMatchObject(
    failure(/^Topic \S+ was deleted since the checkpoint at \S+ wrote its windows there, and they are gone\. .*\n$/),
  );
});

test('a checkpoint is bound to its topics once something was read by it', async () => {
  const location = `${inject('checkpointDir')}/bound-${process.pid}`;
  const spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
  try {
    const memory = new CheckpointMemory(spark, location);
    const topics = { clusterId: 'c', topic: { name: 't', id: '1' }, resultsTopic: { name: 'r', id: '2' } };
    expect(await memory.recall()).toBeUndefined();
    await memory.remember(topics);
    expect(await memory.recall()).toBeUndefined();
    await spark.range(1).selectExpr('CAST(id AS STRING)').write.text(`${location}/offsets`);
    expect(await memory.recall()).toEqual(topics);
  } finally {
    await spark.stop();
  }
});

test.each(['topic', 'results'] as const)('the %s deleted while the query runs is named', async (which) => {
  const names = await newTopic(30);
  let deleting: Promise<void> | undefined;
  const result: JobResult = await runJobProcess(names.command, (output) => {
    if (output.includes('"type":"progress"')) deleting ??= deleteTopic(names[which]);
  });
  await deleting;
  expect(result).toMatchObject(
    failure(new RegExp(`^Topic ${names[which]} was deleted while the query ran\\. .*\\bnew --checkpoint\\b.*\\n$`)),
  );
});

test('a topic made anew while the query runs is named, however many records it has', async () => {
  const { topic, command } = await newTopic(30);
  let again: Promise<void> | undefined;
  const result = await runJobProcess([...command, '--trigger', '20'], (output) => {
    if (output.includes('"type":"progress"')) again ??= deleteTopic(topic).then(() => produce(topic, 100));
  });
  await again;
  expect(result).toMatchObject(failure(/^Topic \S+ was deleted( and made anew)? while the query ran\. .*\n$/));
});

test('records trimmed before they were read are named, with what helps', async () => {
  const { topic, command } = await newTopic(30);
  await consumeOnce(command);
  await produce(topic, 60);
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({
    topic,
    partitions: offsets.map(({ partition, high }) => ({ partition, offset: high })),
  });
  await produce(topic, 10);
  expect(await runJobProcess(command)).toMatchObject(
    failure(
      /^Records that the query had not read yet are gone from topic \S+, most likely by its retention\. Start anew with a new --checkpoint .*\n$/,
    ),
  );
});

test('a resumed consumer with nothing to do is not told that Spark may not reach Kafka', async () => {
  const { command } = await newTopic(10);
  await consumeOnce(command);
  const idle = startJobProcess(command);
  // Spark is asked after 30 seconds.
  await sleep(45_000);
  idle.job.kill('SIGINT');
  const { exitCode, stderr } = await idle.ended;
  expect(exitCode).toBe(130);
  expect(stderr).not.toContain('Spark has not finished a batch yet');
});
