import fc from 'fast-check';
import { expect, inject } from 'vitest';
import { col, count, session_window, sum } from '../../src/functions.ts';
import { type SparkSession } from '../../src/index.ts';
import { eventInput, expectedBatches, observedBatches, streamingRuns } from '../support/event-batches.ts';
import { runInBatches } from '../support/micro-batches.ts';
import { movingEvents } from '../support/moving-events.ts';
import { aggregateSessions } from '../../scripts/checks/models/session-model.ts';
import { watermarksOf, type Batches, type ModelEvent } from '../../scripts/checks/models/watermark-model.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

async function runSessions(spark: SparkSession, batches: Batches, delay: number, gap: number) {
  const observed = await runInBatches(spark, {
    folder: inject('checkpointDir'),
    inputs: { events: eventInput(batches) },
    outputMode: 'append',
    query: ({ events }) =>
      events
        .withWatermark('time', `${delay} milliseconds`)
        .groupBy(session_window('time', `${gap} milliseconds`), 'key')
        .agg(count('*').alias('count'), sum('value').alias('sum'))
        .select(col('session_window.start'), col('session_window.end'), 'key', 'count', 'sum'),
  });
  return observedBatches(observed);
}

const runs = streamingRuns(4);
const at = (seconds: number, key = 'a', value = 1): ModelEvent => ({ time: seconds * 1000, key, value });

it('session windows match the model in every batch', { timeout: 60_000 * (1 + runs) }, async ({ spark }) => {
  const scenario = fc.record({ events: movingEvents({ maxBatches: 5 }), gap: fc.constantFrom(1000, 2000, 5000) });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ events: { batches, delay }, gap }) => {
      const calculated = aggregateSessions(batches, watermarksOf([{ batches, delay }]), gap);
      expect(await runSessions(spark, batches, delay, gap)).toMatchObject(expectedBatches(calculated));
    }),
    { numRuns: runs },
  );
});

it('session windows merge events exactly a gap apart and separate them a millisecond further', async ({ spark }) => {
  const [, last] = await runSessions(spark, [[at(1), at(6), at(11.001), at(40, 'z')]], 10_000, 5000);
  expect(last?.rows).toEqual([
    { start: 11_001, end: 16_001, key: 'a', count: 1, sum: 1 },
    { start: 1000, end: 11_000, key: 'a', count: 2, sum: 2 },
  ]);
});

it('session windows drop a late event even if its session is still open', async ({ spark }) => {
  const batches = await runSessions(
    spark,
    [[at(20), at(27)], [], [at(12), at(12), at(11), at(15)], [at(60, 'z')]],
    10_000,
    5000,
  );
  expect(batches.at(-1)?.rows).toEqual([
    { start: 27_000, end: 32_000, key: 'a', count: 1, sum: 1 },
    { start: 15_000, end: 25_000, key: 'a', count: 2, sum: 2 },
  ]);
  expect(batches.map(({ dropped }) => dropped)).toEqual([0, 0, 2, 0, 0]);
});
