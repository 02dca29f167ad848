import fc from 'fast-check';
import { expect, inject } from 'vitest';
import { col, count, sum, window } from '../../src/functions.ts';
import { type SparkSession, type DataFrame, type OutputMode } from '../../src/index.ts';
import { eventInput, expectedBatches, observedBatches, plainRows, streamingRuns } from '../support/event-batches.ts';
import { runInBatches, type Input, type ObservedBatch } from '../support/micro-batches.ts';
import { movingEvents } from '../support/moving-events.ts';
import { watermarksOf, type Batches, type ModelEvent } from '../../scripts/checks/models/watermark-model.ts';
import { aggregateWindows, type Windows } from '../../scripts/checks/models/window-model.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

interface WindowQuery {
  readonly windows: Windows;
  readonly delay: number;
  readonly outputMode: OutputMode;
}

async function runWindows(
  spark: SparkSession,
  events: Input,
  { windows: { duration, slide, offset }, delay, outputMode }: WindowQuery,
): Promise<readonly ObservedBatch[]> {
  const query = (streams: { readonly events: DataFrame }): DataFrame =>
    streams.events
      .withWatermark('time', `${delay} milliseconds`)
      .groupBy(window('time', `${duration} milliseconds`, `${slide} milliseconds`, `${offset} milliseconds`), 'key')
      .agg(count('*').alias('count'), sum('value').alias('sum'))
      .select(col('window.start'), col('window.end'), 'key', 'count', 'sum');
  return runInBatches(spark, { folder: inject('checkpointDir'), inputs: { events }, query, outputMode });
}

async function expectAsCalculated(
  spark: SparkSession,
  batches: Batches,
  { windows, delay, outputMode }: WindowQuery,
): Promise<void> {
  const isComplete = outputMode === 'complete';
  const watermarks = watermarksOf([{ batches, delay }], { endsWithEmptyBatch: !isComplete });
  const calculated = aggregateWindows(batches, watermarks, windows, outputMode);
  const observed = await runWindows(spark, eventInput(batches), { windows, delay, outputMode });
  // In complete mode the sink has only the rows of the last batch.
  const kept = calculated.map((batch, index) =>
    isComplete && index < calculated.length - 1 ? { ...batch, rows: [] } : batch,
  );
  expect({ outputMode, batches: observedBatches(observed) }).toEqual({ outputMode, batches: expectedBatches(kept) });
  expect(observed.map(({ outputRows }) => outputRows)).toEqual(calculated.map(({ rows }) => rows.length));
}

/** Windows whose slide is at least about a third of the duration, and need not divide it. */
const anyWindows: fc.Arbitrary<Windows> = fc
  .record({
    duration: fc.integer({ min: 2, max: 12 }),
    part: fc.constantFrom(1, 1, 0.5, 0.4, 0.3),
    offset: fc.integer({ min: -3, max: 3 }),
  })
  .map(({ duration, part, offset }) => {
    const slide = Math.ceil(duration * part);
    return { duration: duration * 1000, slide: slide * 1000, offset: (offset % slide) * 1000 };
  });

/** Each run starts one query per output mode, which together take about 6 seconds on two busy cores. */
const runs = streamingRuns(4);

it('windows match the model in every batch and output mode', { timeout: 60_000 * (1 + runs) }, async ({ spark }) => {
  const scenario = fc.record({ events: movingEvents({ maxBatches: 5 }), windows: anyWindows });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ events: { batches, delay }, windows }) => {
      const outputModes = ['append', 'update', 'complete'] as const;
      await Promise.all(
        outputModes.map((outputMode) => expectAsCalculated(spark, batches, { windows, delay, outputMode })),
      );
    }),
    { numRuns: runs },
  );
});

const tens = { duration: 10_000, slide: 10_000, offset: 0 };
const at = (seconds: number, key = 'a', value = 1): ModelEvent => ({ time: seconds * 1000, key, value });

/**
 * Runs windows of ten seconds with a watermark ten seconds behind. Returns, per batch, the watermark, the number of late rows
 * that were dropped, and each window as `start: count`.
 */
async function runTens(spark: SparkSession, batches: Batches, outputMode: OutputMode = 'append') {
  const observed = await runWindows(spark, eventInput(batches), { windows: tens, delay: 10_000, outputMode });
  return observed.map(({ rows, watermark, states: [state] }) => ({
    watermark: (watermark ?? NaN) / 1000,
    dropped: state?.numRowsDroppedByWatermark,
    rows: plainRows(rows).map((row) => `${Number(row['start']) / 1000}: ${row['count'] as number}`),
  }));
}

it('a window accepts rows until the batch after the one that completes it', async ({ spark }) => {
  expect(
    await runTens(spark, [
      [at(1), at(30)],
      [at(2), at(9.999)],
      [at(3), at(10)],
    ]),
  ).toEqual([
    { watermark: 0, dropped: 0, rows: [] },
    // By the watermark of this batch the window 0–10 is complete, but the rows of the batch still count.
    { watermark: 20, dropped: 0, rows: ['0: 3'] },
    { watermark: 20, dropped: 2, rows: [] },
  ]);
});

it('a window is written once the watermark reaches its end, and not a millisecond earlier', async ({ spark }) => {
  expect((await runTens(spark, [[at(1), at(20)]])).at(-1)).toEqual({ watermark: 10, dropped: 0, rows: ['0: 1'] });
  expect((await runTens(spark, [[at(1), at(19.999)]])).at(-1)).toEqual({ watermark: 9.999, dropped: 0, rows: [] });
});

it('a window counts rows older than the watermark while it is open', async ({ spark }) => {
  expect(await runTens(spark, [[at(25)], [at(25)], [at(11)], [at(40)]])).toEqual([
    { watermark: 0, dropped: 0, rows: [] },
    { watermark: 15, dropped: 0, rows: [] },
    { watermark: 15, dropped: 0, rows: [] },
    { watermark: 15, dropped: 0, rows: [] },
    { watermark: 30, dropped: 0, rows: ['10: 1', '20: 2'] },
  ]);
});

it('a window aggregation counts dropped groups, not dropped rows', async ({ spark }) => {
  const late = [at(1), at(2), at(3), at(4, 'b')];
  expect((await runTens(spark, [[at(60)], [], late])).map(({ dropped }) => dropped)).toEqual([0, 0, 2]);
});

it('the last windows are not written until new data arrives', async ({ spark }) => {
  const batches = await runTens(spark, [[at(1), at(12), at(21)]]);
  expect(batches.flatMap(({ rows }) => rows)).toEqual(['0: 1']);
});

it('rows before 1970 are late from the first batch on', async ({ spark }) => {
  expect(await runTens(spark, [[at(-1), at(-15), at(0)]], 'update')).toEqual([
    { watermark: 0, dropped: 2, rows: ['0: 1'] },
  ]);
});

it('a watermark is rounded down to whole milliseconds', async ({ spark }) => {
  const events = {
    schema: 'time TIMESTAMP, key STRING, value LONG',
    batches: [[{ time: '1970-01-01T00:00:20.000999Z' }]],
  };
  const batches = await runWindows(spark, events, { windows: tens, delay: 10_000, outputMode: 'update' });
  expect(batches.map(({ watermark }) => watermark)).toEqual([0, 10_000]);
});
