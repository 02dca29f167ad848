import { Partitioners, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, vi } from 'vitest';
import { startWindowQuery, type RunningWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { auditTopic } from '../../jobs/fates/audit-topic.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { createViews } from '../../jobs/query/job-views.ts';
import { builtInSchema, parseSchema, type TransactionSchema } from '../../jobs/transactions/transaction-schema.ts';
import { jobDefaults, type JobOptions } from '../../jobs/windows/job-options.ts';
import { test } from '../support/spark-test.ts';

const kafkaServers = inject('kafkaServers');
const kafka = createKafka([kafkaServers]);
const needed = 'customer_id STRING, transaction_id STRING, final_amount DECIMAL(12,2)';
const schema = (fields: string): TransactionSchema => parseSchema(fields, 'The schema');
let producer: Producer;
beforeAll(async () => {
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
});
afterAll(() => producer.disconnect());

function optionsOf(topic: string, fields: TransactionSchema | undefined): JobOptions {
  return {
    ...jobDefaults,
    remote: inject('sparkRemote'),
    kafkaServers: [kafkaServers],
    topic,
    resultsTopic: `${topic}-windows`,
    checkpoint: `${inject('checkpointDir')}/${topic}`,
    windowDuration: 10,
    slideDuration: 5,
    watermark: 30,
    schema: fields,
    verbose: false,
  };
}

let sent = 0;
/** Sends messages with these fields besides those that the windows need. */
async function send(topic: string, count: number, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const messages = Array.from({ length: count }, () => {
    const id = `T${sent++}`;
    const needs = { transaction_id: id, final_amount: 2.5, producer_timestamp: Date.now() / 1000, customer_id: 'C' };
    // New fields come first, and those of the windows in an order of their own.
    return { key: id, value: JSON.stringify({ ...fields, ...needs }) };
  });
  await producer.send({ topic, messages });
}

async function run(
  options: JobOptions,
  notices: string[],
  work: (query: RunningWindowQuery) => Promise<void>,
  isQuick = false,
): Promise<void> {
  const query = await startWindowQuery(options, { onWindow: () => {}, onNotice: (text) => notices.push(text) });
  try {
    await work(query);
    await query.processAllAvailable();
    if (!isQuick) await query.stop();
  } finally {
    await query.stopNow();
  }
}

describe('A job', { timeout: 240_000 }, () => {
  test('resumes from its checkpoint with fields that were added, moved, left out or required, and its account closes', async ({
    spark,
  }) => {
    const topic = `evolution-${process.pid}`;
    const notices: string[] = [];
    const first = optionsOf(topic, schema(`${needed}, age INT NOT NULL, tier STRING`));
    await run(
      first,
      notices,
      async (query) => {
        await send(topic, 20, { age: 40, tier: 'gold' });
        await send(topic, 20, { age: '41' });
        await query.processAllAvailable();
        await send(topic, 3, { tier: 'gold' });
        await send(topic, 2, { age: 'old' });
      },
      true,
    );

    // The same fields in another order, an added one that is optional, and one that is not required any more. It ends early.
    const second = optionsOf(topic, schema(`score DOUBLE, age INT, tier STRING, ${needed}`));
    await run(
      second,
      notices,
      async () => {
        await send(topic, 20, { score: 0.5, tier: 'silver', age: 42 });
        await send(topic, 5, { age: null });
        await send(topic, 4, { score: 'high', age: 43 });
      },
      true,
    );

    // Without a schema, the job checks only the fields of the windows.
    await run(optionsOf(topic, undefined), notices, () => send(topic, 6, { age: 'old' }), true);

    const third = optionsOf(topic, schema(`${needed}, score DOUBLE NOT NULL, age INT`));
    await run(third, notices, async () => {
      await send(topic, 10, { score: 1, age: 44 });
      await send(topic, 1, { age: 44 });
    });

    const account = await auditTopic(spark, kafka, { ...third, sparkKafkaServers: [kafkaServers] });
    expect(account).toMatchObject({ problems: [], closes: true, sent: 91, in_windows: 81, pending: 0 });
    expect(account?.dead_by_reason).toEqual({ missing_field: 4, wrong_type: 6 });
    expect(account?.unknown_fields).toEqual([{ name: 'tier', records: 43 }]);
    expect(new Set(notices)).toEqual(
      new Set(notices.filter((text) => /^Messages have the field (tier|score|age), which the .*schema/.test(text))),
    );

    await createViews(spark, third);
    const rows = await (
      await spark.sql(
        `SELECT count(*) AS records, count(score) AS scores, max(score) AS score, min(age) AS age,
          min(typeof(score)) AS type, count_if(reason = 'wrong_type' AND age IS NULL) AS unreadable FROM records`,
      )
    ).collect();
    expect(rows[0]).toEqual({ records: 91n, scores: 30n, score: 1, age: 40, type: 'double', unreadable: 2n });
    expect(await spark.table('transactions').columns()).toEqual([
      ...['partition', 'offset', 'timestamp', 'customer_id', 'transaction_id', 'final_amount', 'score', 'age'],
      ...['batch_number', 'batch_position', 'producer_timestamp', 'producer_timestamp_str', 'event_time', 'batch_id'],
    ]);
  });

  test('names each unknown field once while it runs, and the audit counts all of them', async ({ spark }) => {
    const topic = `unknown-fields-${process.pid}`;
    const notices: string[] = [];
    const options = optionsOf(topic, undefined);
    const builtIn = Object.fromEntries(builtInSchema.fieldNames.map((name) => [name, null]));
    await run(options, notices, async (query) => {
      await send(topic, 100, builtIn);
      await query.processAllAvailable();
      await send(topic, 200, { ...builtIn, loyalty_tier: 'gold', 'odd\nname': 1 });
      await vi.waitUntil(() => notices.length >= 2, { timeout: 60_000, interval: 100 });
      await send(topic, 200, { ...builtIn, loyalty_tier: 'gold', 'odd\nname': 1 });
      await query.processAllAvailable();
    });
    expect(notices.toSorted()).toEqual(
      ['loyalty_tier', 'odd\\nname'].map(
        (name) =>
          `Messages have the field ${name}, which the built-in schema does not describe; it is ignored. Describe it in a file for --schema to check and query it.`,
      ),
    );
    const account = await auditTopic(spark, kafka, { ...options, sparkKafkaServers: [kafkaServers] });
    expect(account).toMatchObject({ closes: true, sent: 500, in_windows: 500 });
    expect(account?.unknown_fields).toEqual([
      { name: 'loyalty_tier', records: 400 },
      { name: 'odd\nname', records: 400 },
    ]);
  });
});
