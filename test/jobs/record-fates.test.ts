import { describe, expect, inject } from 'vitest';
import { Partitioners } from 'kafkajs';
import { startWindowQuery, type RunningWindowQuery } from '../../jobs/consume/consume-windows.ts';
import type { JobOptions } from '../../jobs/windows/job-options.ts';
import { fateSettings } from '../../jobs/fates/batch-log.ts';
import { auditTopic } from '../../jobs/fates/audit-topic.ts';
import { formatPosition } from '../../jobs/kafka/position.ts';
import { defaultTimeLimits } from '../../jobs/transactions/classify-messages.ts';
import { finishedBatches, recordFates, type Fate } from '../../jobs/fates/record-fates.ts';
import { sparkKafkaOptions } from '../../jobs/kafka/spark-kafka.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { Random } from '../../jobs/transactions/random.ts';
import { readBatchEnds } from '../../scripts/checks/chaos/batch-ends.ts';
import { modelFates } from '../../scripts/checks/chaos/model-fates.ts';
import { test } from '../support/spark-test.ts';

const kafkaServers = inject('kafkaServers');
const kafka = createKafka([kafkaServers]);
const watermark = 30;
const rounds = 8;
const partitions = 3;

/** A drawn record, and its position in the topic. */
interface DrawnRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly isDead: boolean;
  partition: number;
  offset: number;
}

function optionsOf(topic: string): JobOptions {
  return {
    remote: inject('sparkRemote'),
    kafkaServers: [kafkaServers],
    topic,
    resultsTopic: `${topic}-windows`,
    windowDuration: 10,
    slideDuration: 5,
    watermark,
    trigger: 0,
    maxOffsetsPerTrigger: 100_000,
    ...defaultTimeLimits,
    verbose: false,
  };
}

/** Draws the records of a round. The clock of the stream advances 20 s a round. */
function draw(random: Random, round: number, start: number, before: readonly DrawnRecord[]): DrawnRecord[] {
  const clock = start + round * 20_000;
  return Array.from({ length: random.integer(5, 40) }, (_, index) => {
    const fresh = {
      id: `${round}-${index}`,
      time: clock + random.integer(-25_000, 10_000),
      isDead: false,
      partition: -1,
      offset: -1,
    };
    if (random.chance(0.1)) return { ...fresh, time: clock - random.integer(30_000, 120_000) };
    if (random.chance(0.1)) return { ...fresh, isDead: true };
    const earlier = before.filter(({ isDead }) => !isDead);
    if (earlier.length > 0 && random.chance(0.25)) {
      const again = random.pick(earlier as [DrawnRecord, ...DrawnRecord[]]);
      // A record that is sent again may have a new time.
      return { ...fresh, id: again.id, time: random.chance(0.5) ? again.time : fresh.time };
    }
    return fresh;
  });
}

function messageOf({ id, time, isDead }: DrawnRecord): string {
  const fields = { customer_id: `c${id.length}`, transaction_id: id, final_amount: 1.25, batch_number: 1 };
  return JSON.stringify({ ...fields, producer_timestamp: time / 1000, ...(isDead && { final_amount: 'much' }) });
}

/** Returns the fates by position, from the models of the watermark and of deduplication and the batches in a checkpoint. */
function expectedFates(records: readonly DrawnRecord[], checkpoint: string): Readonly<Record<string, Fate>> {
  const placed = records.map(({ partition, offset, isDead, id, time }) => ({
    partition,
    offset,
    transaction: isDead ? undefined : { transaction_id: id, producer_timestamp: time / 1000 },
  }));
  const fates = modelFates(placed, readBatchEnds(checkpoint), watermark * 1000);
  return Object.fromEntries(
    [...fates].map(([message, fate]) => [formatPosition(message), fate === 'unread' ? 'pending' : fate]),
  );
}

describe('The account of a topic', { timeout: 240_000 }, () => {
  test.for([1])('closes, and gives each drawn record the fate of the model (seed %i)', async (seed, { spark }) => {
    const topic = `fates-${process.pid}-${seed}`;
    const options = optionsOf(topic);
    const random = Random.of(seed, 'fates', 0);
    const start = Math.floor(Date.now() / 1000) * 1000 - rounds * 20_000;
    const records: DrawnRecord[] = [];
    const checkpoint = `${inject('checkpointDir')}/${topic}`;
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    let query: RunningWindowQuery | undefined;
    try {
      query = await startWindowQuery({ ...options, checkpoint }, { onWindow: () => {} });
      for (let round = 0; round < rounds; round++) {
        const drawn = draw(random, round, start, records);
        const messages = drawn.map((record) => {
          // The same transaction is always in the same partition.
          record.partition = [...record.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % partitions;
          return { key: record.id, value: messageOf(record), partition: record.partition };
        });
        for (const { partition, baseOffset } of await producer.send({ topic, messages })) {
          drawn
            .filter((record) => record.partition === partition)
            .forEach((record, index) => (record.offset = Number(baseOffset) + index));
        }
        records.push(...drawn);
        await query.processAllAvailable();
      }
      await query.stop();
    } finally {
      await query?.stopNow();
      await producer.disconnect();
    }

    const settings = { ...options, sparkKafkaServers: [kafkaServers] };
    const account = await auditTopic(spark, kafka, settings);
    expect(account).toMatchObject({ closes: true, problems: [], sent: records.length, pending: 0 });

    const ends: Record<string, number> = {};
    for (const { partition, offset } of records) ends[partition] = Math.max(ends[partition] ?? 0, offset + 1);
    const sparkKafka = sparkKafkaOptions(settings);
    const rows = await recordFates(spark, {
      sparkKafka,
      settings: fateSettings(settings),
      batches: finishedBatches(spark, sparkKafka, options.resultsTopic),
      ends,
    }).collect();
    const found = new Map(
      rows.map((row) => [`${String(row['partition'])}:${String(row['offset'])}`, row['fate'] as Fate]),
    );
    expect(Object.fromEntries(found)).toEqual(expectedFates(records, checkpoint));
    const kinds = new Set(found.values());
    expect(kinds).toEqual(new Set(['counted', 'late', 'duplicate', 'dead']));
  });
});
