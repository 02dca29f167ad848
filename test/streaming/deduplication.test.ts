import fc from 'fast-check';
import { expect, inject } from 'vitest';
import { col, count, sum, window, window_time } from '../../src/functions.ts';
import { AnalysisException, type SparkSession, type DataFrame, type OutputMode } from '../../src/index.ts';
import { dropDuplicates, dropDuplicatesWithinWatermark } from '../../scripts/checks/models/dedup-model.ts';
import { eventInput, expectedBatches, observedBatches, streamingRuns } from '../support/event-batches.ts';
import { runInBatches } from '../support/micro-batches.ts';
import { movingEvents } from '../support/moving-events.ts';
import { watermarksOf, type Batches, type ModelEvent } from '../../scripts/checks/models/watermark-model.ts';
import { aggregateWindows } from '../../scripts/checks/models/window-model.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

interface EventQuery {
  readonly batches: Batches;
  readonly delay: number;
  readonly outputMode?: OutputMode;
  readonly query: (events: DataFrame) => DataFrame;
}

async function run(spark: SparkSession, { batches, delay, outputMode = 'append', query }: EventQuery) {
  const observed = await runInBatches(spark, {
    folder: inject('checkpointDir'),
    inputs: { events: eventInput(batches) },
    query: ({ events }) => query(events.withWatermark('time', `${delay} milliseconds`)),
    outputMode,
  });
  return observedBatches(observed);
}

const countWindows = (events: DataFrame, time: string, duration: string): DataFrame =>
  events
    .groupBy(window(time, duration), 'key')
    .agg(count('*').alias('count'), sum('value').alias('sum'))
    .select('window', col('window.start'), col('window.end'), 'key', 'count', 'sum');

const fives = { duration: 5000, slide: 5000, offset: 0 };
const tens = { duration: 10_000, slide: 10_000, offset: 0 };
const at = (seconds: number, key = 'a', value = 1): ModelEvent => ({ time: seconds * 1000, key, value });
const rowsOf = (batches: readonly { readonly rows: readonly unknown[] }[]) => batches.map(({ rows }) => rows);

/** Each run starts three queries at the same time. */
const runs = streamingRuns(2);

it(
  'dropDuplicates(), dropDuplicatesWithinWatermark() and windows after deduplication match the model',
  { timeout: 60_000 * (1 + runs) },
  async ({ spark }) => {
    await fc.assert(
      fc.asyncProperty(movingEvents({ maxBatches: 5 }), async ({ batches, delay }) => {
        const watermarks = watermarksOf([{ batches, delay }]);
        const distinct = dropDuplicates(batches, watermarks);
        const [byTime, byKey, counted] = await Promise.all([
          run(spark, { batches, delay, query: (events) => events.dropDuplicates('key', 'time') }),
          run(spark, { batches, delay, query: (events) => events.dropDuplicatesWithinWatermark('key') }),
          run(spark, {
            batches,
            delay,
            query: (events) => countWindows(events.dropDuplicates('key', 'time'), 'time', '10 seconds').drop('window'),
          }),
        ]);
        expect(byTime).toMatchObject(expectedBatches(distinct));
        expect(byKey).toMatchObject(expectedBatches(dropDuplicatesWithinWatermark(batches, watermarks, delay)));
        const left = distinct.map(({ rows }) => rows);
        expect(counted).toEqual(expectedBatches(aggregateWindows(left, watermarks, tens, 'append')));
      }),
      { numRuns: runs },
    );
  },
);

it('dropDuplicates() treats a row exactly at the watermark as late, and one at the start of 1970 always', async ({
  spark,
}) => {
  const batches = [[at(0), at(20)], [], [at(10), at(10.001)]];
  const rows = await run(spark, { batches, delay: 10_000, query: (events) => events.dropDuplicates('key', 'time') });
  expect(rowsOf(rows)).toEqual([[at(20)], [], [at(10.001)]]);
  expect(rows.map(({ dropped }) => dropped)).toEqual([1, 0, 1]);
});

it('dropDuplicatesWithinWatermark() remembers a key from the time of the row that was kept', async ({ spark }) => {
  const batches = [[at(10, 'a', 1), at(19, 'a', 2)], [at(30, 'b')], [at(21, 'a', 3)], [at(22, 'a', 4)]];
  const rows = await run(spark, {
    batches,
    delay: 10_000,
    query: (events) => events.dropDuplicatesWithinWatermark('key'),
  });
  // The delay of the first row ends at the watermark of 20, which takes effect in the next batch.
  expect(rowsOf(rows)).toEqual([[at(10, 'a', 1)], [at(30, 'b')], [], [at(22, 'a', 4)]]);
});

it('nested windows are written in the batch that completes both', async ({ spark }) => {
  const query = (events: DataFrame): DataFrame => {
    const inner = countWindows(events, 'time', '5 seconds').select('window', 'key', col('sum').alias('value'));
    return countWindows(inner.withColumn('time', window_time('window')), 'time', '10 seconds').drop('window');
  };
  const batches = [
    [at(1), at(6), at(12, 'b', 5)],
    [at(3, 'a', 2), at(19)],
    [at(2, 'a', 4), at(30)],
    [at(1), at(41)],
  ];
  const watermarks = watermarksOf([{ batches, delay: 10_000 }]);
  const inner = aggregateWindows(batches, watermarks, fives, 'append').map(({ rows }) =>
    rows.map(({ end, key, sum: value }) => ({ time: end - 1, key, value })),
  );
  const outer = aggregateWindows(inner, watermarks, tens, 'append');
  const observed = await run(spark, { batches, delay: 10_000, query });
  expect(observed).toEqual(expectedBatches(outer));
  expect(rowsOf(observed).flat()).toContainEqual({ start: 0, end: 10_000, key: 'a', count: 2, sum: 8 });
});

it('nested windows are rejected in update mode', async ({ spark }) => {
  const query = (events: DataFrame): DataFrame => {
    const inner = countWindows(events, 'time', '5 seconds').select('window', 'key', col('sum').alias('value'));
    return countWindows(inner.withColumn('time', window_time('window')), 'time', '10 seconds');
  };
  const failed = run(spark, { batches: [[at(1)]], delay: 0, outputMode: 'update', query });
  await expect(failed).rejects.toThrow(AnalysisException);
  await expect(failed).rejects.toThrow("possible 'correctness' issue");
});
