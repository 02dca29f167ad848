import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { col, count, sum, window } from './functions.ts';
import { SparkSession, type OutputMode, type Row, type Timestamp } from './index.ts';
import { runInBatches, type ObservedBatch } from './testing/micro-batches.ts';
import { movingEvents } from './testing/moving-events.ts';
import {
  aggregateWindows,
  type ModelBatch,
  type ModelEvent,
  type WindowRow,
  type Windows,
} from './testing/window-model.ts';

const outputModes = ['append', 'update', 'complete'] as const;
/** Each run is a query in each output mode, which take some 3 seconds together. */
const runs = Number(process.env['STREAMING_RUNS'] ?? 6);

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder
    .remote(inject('sparkRemote'))
    .config('spark.sql.shuffle.partitions', 2)
    .getOrCreate();
});
afterAll(() => spark.stop());

type Batches = readonly (readonly ModelEvent[])[];

/** The query whose answer `aggregateWindows` calculates. */
async function runWindows(
  batches: Batches,
  { duration, slide, offset }: Windows,
  delay: number,
  outputMode: OutputMode,
): Promise<readonly ObservedBatch[]> {
  return runInBatches(spark, {
    folder: inject('checkpointDir'),
    outputMode,
    inputs: {
      events: {
        schema: 'time TIMESTAMP, key STRING, value LONG',
        batches: batches.map((events) =>
          events.map((event) => ({ ...event, time: new Date(event.time).toISOString() })),
        ),
      },
    },
    query: ({ events }) =>
      events
        .withWatermark('time', `${delay} milliseconds`)
        .groupBy(window('time', `${duration} milliseconds`, `${slide} milliseconds`, `${offset} milliseconds`), 'key')
        .agg(count('*').alias('count'), sum('value').alias('sum'))
        .select(col('window.start'), col('window.end'), 'key', 'count', 'sum'),
  });
}

function asWindowRow(row: Row): WindowRow {
  return {
    start: (row['start'] as Timestamp).epochMilliseconds,
    end: (row['end'] as Timestamp).epochMilliseconds,
    key: row['key'] as string,
    count: Number(row['count']),
    sum: Number(row['sum']),
  };
}

const inOrder = (rows: readonly WindowRow[]): readonly WindowRow[] =>
  rows.toSorted((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));

/** What can be compared of a batch; the rows of a complete mode's earlier batches can only be counted. */
function comparable(batch: ModelBatch<WindowRow>, isKept: boolean) {
  return { ...batch, rows: isKept ? inOrder(batch.rows) : [], outputRows: batch.rows.length };
}

function observed({ rows, outputRows, watermark, states }: ObservedBatch) {
  const [state] = states;
  return {
    rows: inOrder(rows.map(asWindowRow)),
    outputRows,
    watermark,
    updated: state?.numRowsUpdated,
    removed: state?.numRowsRemoved,
    dropped: state?.numRowsDroppedByWatermark,
    total: state?.numRowsTotal,
  };
}

async function expectAsCalculated(batches: Batches, windows: Windows, delay: number, mode: OutputMode): Promise<void> {
  const calculated = aggregateWindows(batches, windows, delay, mode);
  const expected = calculated.map((batch, index) =>
    comparable(batch, mode !== 'complete' || index === calculated.length - 1),
  );
  expect({ mode, batches: (await runWindows(batches, windows, delay, mode)).map(observed) }).toEqual({
    mode,
    batches: expected,
  });
}

/** A slide of a quarter of the window or more, not always a divisor of it. */
const anyWindows = fc
  .record({
    duration: fc.integer({ min: 2, max: 12 }),
    part: fc.constantFrom(1, 1, 0.5, 0.4, 0.3),
    offset: fc.integer({ min: -3, max: 3 }),
  })
  .map(({ duration, part, offset }) => {
    const slide = Math.ceil(duration * part);
    return { duration: duration * 1000, slide: slide * 1000, offset: (offset % slide) * 1000 };
  });

describe('windows of events that come late', () => {
  it(
    'are what a calculation of our own says, batch by batch, in each output mode',
    { timeout: 60_000 + runs * 20_000 },
    async () => {
      const scenario = fc.record({ events: movingEvents({ maxBatches: 5 }), windows: anyWindows });
      await fc.assert(
        fc.asyncProperty(scenario, async ({ events: { batches, delay }, windows }) => {
          await Promise.all(outputModes.map((mode) => expectAsCalculated(batches, windows, delay, mode)));
        }),
        { numRuns: runs, endOnFailure: false },
      );
    },
  );
});
