import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { jobDefaults, type JobOptions } from '../../jobs/windows/job-options.ts';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { CheckpointMemory } from '../../jobs/consume/checkpoint-topics.ts';
import { runJobProcess, type JobResult } from '../../jobs/job-process.ts';
import { test } from '../support/spark-test.ts';

const kafkaServers = inject('kafkaServers');
const dataFile = 'data/customer_transactions_1200.csv';
const { signal } = new AbortController();
let admin: Admin;
let count = 0;

beforeAll(async () => {
  admin = createKafka([kafkaServers]).admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

/** Creates a topic with records, and returns it with the command that consumes it. */
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

/** Returns the options of the command that {@link newTopic} returns. */
function optionsOf({ topic, results }: { readonly topic: string; readonly results: string }): JobOptions {
  return {
    ...jobDefaults,
    ...{ topic, resultsTopic: results, windowDuration: 10, slideDuration: 5, watermark: 30, verbose: false },
    ...{ remote: inject('sparkRemote'), kafkaServers: [kafkaServers] },
  };
}

/** Consumes all records in this process, and stops as after Ctrl-C once the checkpoint has recorded its topics. */
async function consumeOnce(names: { readonly topic: string; readonly results: string }): Promise<void> {
  const query = await startWindowQuery(optionsOf(names), { onWindow: () => {} });
  await query.processAllAvailable();
  const record = join(inject('checkpointDir'), names.results, 'customer-transactions', 'topics', '_SUCCESS');
  await expect.poll(() => existsSync(record), { timeout: 60_000 }).toBe(true);
  await query.stopNow();
}

async function deleteTopic(name: string): Promise<void> {
  await admin.deleteTopics({ topics: [name] });
  while ((await admin.listTopics()).includes(name)) await sleep(50);
}

/**
 * Deletes a topic of a running job when the query of its dead letters is idle. If Spark plans to read a topic that is gone, its tasks
 * wait for the records for up to three minutes, even when their query is stopped, and occupy all cores of the server.
 */
async function deleteWhileIdle(name: string, { results }: { readonly results: string }): Promise<void> {
  const firstCommit = join(inject('checkpointDir'), `${results}-dead-letters`, 'commits', '0');
  await expect.poll(() => existsSync(firstCommit), { timeout: 60_000 }).toBe(true);
  await deleteTopic(name);
}

const failure = (stderr: RegExp): object => ({
  exitCode: 1,
  stderr: expect.stringMatching(stderr) as string,
});

describe('consume', () => {
  test('rejects a topic that was recreated with more records than the checkpoint has read, and names the remedy', async () => {
    const names = await newTopic(30);
    const { topic, command } = names;
    await consumeOnce(names);
    await deleteTopic(topic);
    await produce(topic, 100);
    expect(await runJobProcess(command)).toMatchObject(
      failure(
        /^Topic \S+ was deleted and recreated after the checkpoint at \S+ read it\. Run the command with --migrate to start a new generation, which reads the topic as it is now .*\n$/,
      ),
    );
    const { stdout } = await runJobProcess([...command, '--migrate'], (output, job) => {
      if (!job.killed && output.includes('"type":"progress"')) job.kill('SIGINT');
    });
    expect(stdout).toMatch(/"input_records":100,/);
  });

  test('does not recreate a topic that was deleted after the checkpoint read it', async () => {
    const names = await newTopic(30);
    const { topic, command } = names;
    await consumeOnce(names);
    await deleteTopic(topic);
    expect(await runJobProcess(command)).toMatchObject(failure(/^Topic \S+ was deleted after the checkpoint at .*\n$/));
    expect(await admin.listTopics()).not.toContain(topic);
  });

  test('rejects a results topic other than that of the checkpoint, and one that was deleted', async () => {
    const names = await newTopic(30);
    const { results, command } = names;
    await consumeOnce(names);
    expect(await runJobProcess([...command, '--results-topic', `${results}-other`])).toMatchObject(
      failure(
        /^The checkpoint at \S+ has written its windows to topic \S+, and \S+-other would lack them\. Use --results-topic \S+, or set a new --checkpoint as well\.\n$/,
      ),
    );
    await deleteTopic(results);
    expect(await runJobProcess(command)).toMatchObject(
      failure(/^Topic \S+ was deleted after the checkpoint at \S+ wrote its windows to it, so they are lost\. .*\n$/),
    );
  });

  test('binds a checkpoint to its topics once the checkpoint has offsets', async ({ spark }) => {
    const location = `${inject('checkpointDir')}/bound-${process.pid}`;
    const memory = new CheckpointMemory(spark, location);
    const topics = { clusterId: 'c', topic: { name: 't', id: '1' }, resultsTopic: { name: 'r', id: '2' } };
    expect(await memory.recall()).toBeUndefined();
    await memory.remember(topics);
    expect(await memory.recall()).toBeUndefined();
    await spark.range(1).selectExpr('CAST(id AS STRING)').write.text(`${location}/offsets`);
    expect(await memory.recall()).toEqual(topics);
  });

  test.each(['topic', 'results'] as const)('names the deleted topic while the query runs: %s', async (which) => {
    const names = await newTopic(30);
    let deleting: Promise<void> | undefined;
    const result: JobResult = await runJobProcess(names.command, (output) => {
      if (output.includes('"type":"progress"')) deleting ??= deleteWhileIdle(names[which], names);
    });
    await deleting;
    expect(result).toMatchObject(
      failure(
        new RegExp(`^Topic ${names[which]} was deleted while the query was running\\. .*\\bwith --migrate\\b.*\\n$`),
      ),
    );
  });

  test('names a topic that is recreated while the query runs and has grown past the offsets of the checkpoint', async () => {
    const names = await newTopic(30);
    const { topic, command } = names;
    let again: Promise<void> | undefined;
    const result = await runJobProcess([...command, '--trigger', '20'], (output) => {
      if (output.includes('"type":"progress"')) again ??= deleteWhileIdle(topic, names).then(() => produce(topic, 100));
    });
    await again;
    expect(result).toMatchObject(
      failure(/^Topic \S+ was deleted( and recreated)? while the query was running\. .*\bwith --migrate\b.*\n$/),
    );
  });

  test('reports records that were deleted before they were read, and names the remedy', async () => {
    const names = await newTopic(30);
    const { topic, command } = names;
    await consumeOnce(names);
    await produce(topic, 60);
    const offsets = await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({
      topic,
      partitions: offsets.map(({ partition, high }) => ({ partition, offset: high })),
    });
    await produce(topic, 10);
    expect(await runJobProcess(command)).toMatchObject(
      failure(
        /^Records that the query had not read yet were deleted from topic \S+, most likely because their retention expired\. Run the command with --migrate .*\n$/,
      ),
    );
  });

  test('does not warn that Spark may not reach Kafka while a resumed query is idle', async () => {
    const names = await newTopic(10);
    await consumeOnce(names);
    const notices: string[] = [];
    const observer = { onWindow: () => {}, onNotice: (notice: string) => void notices.push(notice) };
    const idle = await startWindowQuery(optionsOf(names), { ...observer, firstBatchTimeout: 1000 });
    await sleep(2000);
    await idle.stopNow();
    expect(notices.join('\n')).not.toContain('Spark has not finished a batch yet');
  });
});
