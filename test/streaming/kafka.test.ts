import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Partitioners, type Producer } from 'kafkajs';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { col, count, from_json, sum, window } from '../../src/functions.ts';
import { type SparkSession, type DataFrame } from '../../src/index.ts';
import { expectedBatches, observedBatches } from '../support/event-batches.ts';
import { observeBatches, runToEnd } from '../support/micro-batches.ts';
import { watermarksOf, type ModelEvent } from '../../scripts/checks/models/watermark-model.ts';
import { aggregateWindows } from '../../scripts/checks/models/window-model.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

const kafka = createKafka([inject('kafkaServers')]);
let producer: Producer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(inject('checkpointDir'), 'kafka-windows-'));
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
});
afterAll(async () => {
  await producer.disconnect();
  rmSync(folder, { recursive: true });
});

const at = (seconds: number, key: string): ModelEvent => ({ time: seconds * 1000, key, value: 1 });
const tens = { duration: 10_000, slide: 10_000, offset: 0 };
const delay = 10_000;

async function createTopic(name: string): Promise<string> {
  const topic = `${name}-${process.pid}`;
  await ensureTopic(kafka, { topic, numPartitions: 3, configEntries: {} });
  return topic;
}

async function send(topic: string, partition: number, events: readonly ModelEvent[]): Promise<void> {
  const messages = events.map(({ time, ...rest }) => ({
    partition,
    value: JSON.stringify({ time: new Date(time).toISOString(), ...rest }),
  }));
  await producer.send({ topic, messages });
}

function windowsOf(spark: SparkSession, topic: string, options: Readonly<Record<string, number>> = {}): DataFrame {
  return spark.readStream
    .format('kafka')
    .options({
      'kafka.bootstrap.servers': inject('kafkaServers'),
      subscribe: topic,
      startingOffsets: 'earliest',
      ...options,
    })
    .load()
    .select(from_json(col('value').cast('string'), 'time TIMESTAMP, key STRING, value LONG').alias('event'))
    .select('event.*')
    .withWatermark('time', `${delay} milliseconds`)
    .groupBy(window('time', '10 seconds'), 'key')
    .agg(count('*').alias('count'), sum('value').alias('sum'))
    .select(col('window.start'), col('window.end'), 'key', 'count', 'sum');
}

it('a Kafka stream drops rows of a partition that lags by more than the delay, and ignores empty partitions', async ({
  spark,
}) => {
  const topic = await createTopic('lagging');
  const ahead = [100, 110, 120, 130].map((seconds) => at(seconds, 'ahead'));
  const behind = [10, 20, 30, 40].map((seconds) => at(seconds, 'behind'));
  await send(topic, 0, ahead);
  await send(topic, 1, behind);

  // With two records per batch and equally long partitions, each batch takes one record of each.
  const observed = await runToEnd(spark, windowsOf(spark, topic, { maxOffsetsPerTrigger: 2 }), {
    checkpoint: join(folder, topic),
    outputMode: 'append',
  });
  const batches = ahead.map((event, index) => [event, behind[index]!]);
  const calculated = aggregateWindows(batches, watermarksOf([{ batches, delay }]), tens, 'append');
  expect(observedBatches(observed)).toEqual(expectedBatches(calculated));
  expect(observed.map(({ states: [state] }) => state?.numRowsDroppedByWatermark)).toEqual([0, 0, 1, 1, 0]);
  const written = observed.flatMap(({ rows }) => rows).filter(({ key }) => key === 'behind');
  expect(written).toHaveLength(2);
});

it('a Kafka stream that waits for data applies a new watermark at once, in an empty batch', async ({ spark }) => {
  const topic = await createTopic('waiting');
  const queryName = `waiting_${process.pid}`;
  const query = await windowsOf(spark, topic)
    .writeStream.format('memory')
    .queryName(queryName)
    .option('checkpointLocation', join(folder, topic))
    .start();
  try {
    await query.processAllAvailable();
    for (const [partition, event] of [
      [0, at(1, 'a')],
      [1, at(30, 'b')],
      [0, at(25, 'a')],
      [2, at(2, 'late')],
    ] as const) {
      await send(topic, partition, [event]);
      await query.processAllAvailable();
    }
    const batches = await observeBatches(query, await spark.table(queryName).collect());
    expect(
      batches.map(({ inputRows, watermark, rows, states: [state] }) => ({
        inputRows,
        watermark,
        written: rows.map(({ key }) => key),
        dropped: state?.numRowsDroppedByWatermark,
      })),
    ).toEqual([
      // Finding the empty topic starts a batch too.
      { inputRows: 0, watermark: 0, written: [], dropped: 0 },
      { inputRows: 1, watermark: 0, written: [], dropped: 0 },
      { inputRows: 1, watermark: 0, written: [], dropped: 0 },
      { inputRows: 0, watermark: 20_000, written: ['a'], dropped: 0 },
      { inputRows: 1, watermark: 20_000, written: [], dropped: 0 },
      { inputRows: 1, watermark: 20_000, written: [], dropped: 1 },
    ]);
  } finally {
    await query.stop();
  }
});
