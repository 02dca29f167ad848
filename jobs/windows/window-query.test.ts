import { describe, expect, test } from 'vitest';
import { SparkSession, type StreamPlan } from '../../src/index.ts';
import { builtInSchema, parseSchema, type TransactionSchema } from '../transactions/transaction-schema.ts';
import { jobDefaults } from './job-options.ts';
import { windowQuery } from './window-query.ts';

async function planWith(schema?: TransactionSchema): Promise<StreamPlan> {
  const { writer } = await windowQuery(SparkSession.builder.offline(), undefined, {
    ...jobDefaults,
    sparkKafkaServers: ['k:9092'],
    topic: 'customer-transactions',
    resultsTopic: 'customer-transactions-windows-10s-5s-30s',
    windowDuration: 10,
    slideDuration: 5,
    watermark: 30,
    schema,
  });
  return writer.toPlan();
}

const needed = 'customer_id STRING, transaction_id STRING, final_amount DECIMAL(12,2)';
const withFields = (fields: string): Promise<StreamPlan> => planWith(parseSchema(`${needed}${fields}`, 'The schema'));

describe('windowQuery()', () => {
  test('has a plan without a schema that later versions can resume', async () => {
    const plan = await planWith();
    // Changes only if the plan does. Then check on a server that the new plan resumes from a checkpoint of the old one.
    expect(plan.fingerprint).toBe('e17435103748468184d454bec7c85d8b52e8ec57c7316ab0c45ea293126a0637');
    expect((await planWith(builtInSchema)).equals(plan)).toBe(false);
  });

  test('has the same plan with a schema of optional strings, in any order', async () => {
    const plan = await planWith();
    expect((await withFields('')).equals(plan)).toBe(true);
    expect((await withFields(', tier STRING, coupon STRING')).equals(plan)).toBe(true);
  });

  test('keeps what a checkpoint depends on if fields are added, removed, moved or required', async () => {
    const plan = await planWith();
    for (const fields of [', age INT', ', score DOUBLE, age INT', ', age INT NOT NULL, since DATE']) {
      const changed = await withFields(fields);
      expect(changed.equals(plan)).toBe(false);
      expect(changed.differencesFrom(plan)).toEqual([]);
    }
  });
});
