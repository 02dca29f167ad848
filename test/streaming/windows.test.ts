import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { col, count, sum, window } from '../../src/functions.ts';
import { SparkSession, type DataFrame, type OutputMode } from '../../src/index.ts';
import { eventInput, expectedBatches, observedBatches, plainRows, streamingRuns } from '../support/event-batches.ts';
import { runInBatches, type Input, type ObservedBatch } from '../support/micro-batches.ts';
import { movingEvents } from '../support/moving-events.ts';
import { watermarksOf, type Batches, type ModelEvent } from '../support/watermark-model.ts';
import { aggregateWindows, type Windows } from '../support/window-model.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder
    .remote(inject('sparkRemote'))
    .config('spark.sql.shuffle.partitions', 2)
    .getOrCreate();
});
afterAll(() => spark.stop());

interface WindowQuery {
  readonly windows: Windows;
  readonly delay: number;
  readonly outputMode: OutputMode;
}

async function runWindows(
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

async function expectAsCalculated(batches: Batches, { windows, delay, outputMode }: WindowQuery): Promise<void> {
  const isComplete = outputMode === 'complete';
  const watermarks = watermarksOf([{ batches, delay }], { endsWithEmptyBatch: !isComplete });
  const calculated = aggregateWindows(batches, watermarks, windows, outputMode);
  const observed = await runWindows(eventInput(batches), { windows, delay, outputMode });
  // In complete mode the sink has the rows of the last batch only.
  const kept = calculated.map((batch, index) =>
    isComplete && index < calculated.length - 1 ? { ...batch, rows: [] } : batch,
  );
  expect({ outputMode, batches: observedBatches(observed) }).toEqual({ outputMode, batches: expectedBatches(kept) });
  expect(observed.map(({ outputRows }) => outputRows)).toEqual(calculated.map(({ rows }) => rows.length));
}

/** A slide of some third of the window or more, which need not divide it. */
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

/** Each run is a query in each output mode; together they take some 6 seconds on two busy cores. */
const runs = streamingRuns(4);

it(
  'windows are what a calculation of our own says, in each batch and output mode',
  { timeout: 60_000 * (1 + runs) },
  async () => {
    const scenario = fc.record({ events: movingEvents({ maxBatches: 5 }), windows: anyWindows });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ events: { batches, delay }, windows }) => {
        const outputModes = ['append', 'update', 'complete'] as const;
        await Promise.all(outputModes.map((outputMode) => expectAsCalculated(batches, { windows, delay, outputMode })));
      }),
      { numRuns: runs },
    );
  },
);

const tens = { duration: 10_000, slide: 10_000, offset: 0 };
const at = (seconds: number, key = 'a', value = 1): ModelEvent => ({ time: seconds * 1000, key, value });

/** Windows of ten seconds and a watermark ten seconds behind: per batch, the watermark, what was refused, and `start: count`. */
async function seconds(batches: Batches, outputMode: OutputMode = 'append') {
  const observed = await runWindows(eventInput(batches), { windows: tens, delay: 10_000, outputMode });
  return observed.map(({ rows, watermark, states: [state] }) => ({
    watermark: (watermark ?? NaN) / 1000,
    dropped: state?.numRowsDroppedByWatermark,
    rows: plainRows(rows).map((row) => `${Number(row['start']) / 1000}: ${row['count'] as number}`),
  }));
}

it('a row is late one batch after its window could be written', async () => {
  expect(
    await seconds([
      [at(1), at(30)],
      [at(2), at(9.999)],
      [at(3), at(10)],
    ]),
  ).toEqual([
    { watermark: 0, dropped: 0, rows: [] },
    // By the watermark of this batch the window 0 – 10 is over, and its rows count all the same.
    { watermark: 20, dropped: 0, rows: ['0: 3'] },
    { watermark: 20, dropped: 2, rows: [] },
  ]);
});

it('a window whose end is the watermark is written, and a millisecond less is not enough', async () => {
  expect((await seconds([[at(1), at(20)]])).at(-1)).toEqual({ watermark: 10, dropped: 0, rows: ['0: 1'] });
  expect((await seconds([[at(1), at(19.999)]])).at(-1)).toEqual({ watermark: 9.999, dropped: 0, rows: [] });
});

it('a row older than the watermark counts while its window is open', async () => {
  expect(await seconds([[at(25)], [at(25)], [at(11)], [at(40)]])).toEqual([
    { watermark: 0, dropped: 0, rows: [] },
    { watermark: 15, dropped: 0, rows: [] },
    { watermark: 15, dropped: 0, rows: [] },
    { watermark: 15, dropped: 0, rows: [] },
    { watermark: 30, dropped: 0, rows: ['10: 1', '20: 2'] },
  ]);
});

it('what was dropped is counted in groups, not in rows', async () => {
  const late = [at(1), at(2), at(3), at(4, 'b')];
  expect((await seconds([[at(60)], [], late])).map(({ dropped }) => dropped)).toEqual([0, 0, 2]);
});

it('without new data the last windows are not written', async () => {
  const batches = await seconds([[at(1), at(12), at(21)]]);
  expect(batches.flatMap(({ rows }) => rows)).toEqual(['0: 1']);
});

it('rows from before 1970 are late from the first batch on', async () => {
  expect(await seconds([[at(-1), at(-15), at(0)]], 'update')).toEqual([{ watermark: 0, dropped: 2, rows: ['0: 1'] }]);
});

it('a watermark has whole milliseconds, rounded down', async () => {
  const events = {
    schema: 'time TIMESTAMP, key STRING, value LONG',
    batches: [[{ time: '1970-01-01T00:00:20.000999Z' }]],
  };
  const batches = await runWindows(events, { windows: tens, delay: 10_000, outputMode: 'update' });
  expect(batches.map(({ watermark }) => watermark)).toEqual([0, 10_000]);
});
