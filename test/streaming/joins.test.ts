import fc from 'fast-check';
import { expect, inject } from 'vitest';
import { col, expr } from '../../src/functions.ts';
import { type SparkSession, type DataFrame } from '../../src/index.ts';
import { eventInput, expectedBatches, observedBatches, plainRows, streamingRuns } from '../support/event-batches.ts';
import { joinStreams, type Pair, type TimeJoin } from '../../scripts/checks/models/join-model.ts';
import { runInBatches } from '../support/micro-batches.ts';
import { movingEvents } from '../support/moving-events.ts';
import { watermarksOf, type ModelEvent, type WatermarkedInput } from '../../scripts/checks/models/watermark-model.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

interface StreamJoin extends TimeJoin {
  readonly left: WatermarkedInput;
  readonly right: WatermarkedInput;
}

const side = (stream: DataFrame, name: string, delay: number): DataFrame =>
  stream
    .withWatermark('time', `${delay} milliseconds`)
    .select(col('time').alias(`${name}_time`), col('key').alias(`${name}_key`), col('value').alias(`${name}_value`));

async function runJoin(spark: SparkSession, { left, right, within, how }: StreamJoin) {
  const observed = await runInBatches(spark, {
    folder: inject('checkpointDir'),
    inputs: { left: eventInput(left.batches), right: eventInput(right.batches) },
    outputMode: 'append',
    query: (streams) => {
      const bounds = `right_time >= left_time AND right_time <= left_time + interval ${within / 1000} seconds`;
      return side(streams.left, 'left', left.delay).join(
        side(streams.right, 'right', right.delay),
        expr(`left_key = right_key AND ${bounds}`),
        how,
      );
    },
  });
  return observedBatches(observed);
}

const asRow = ({ left, right }: Pair) => ({
  left_time: left.time,
  left_key: left.key,
  left_value: left.value,
  right_time: right?.time ?? null,
  right_key: right?.key ?? null,
  right_value: right?.value ?? null,
});

function calculateJoin({ left, right, ...join }: StreamJoin) {
  const batches = joinStreams(left.batches, right.batches, watermarksOf([left, right]), join);
  return expectedBatches(batches.map((batch) => ({ ...batch, rows: batch.rows.map(asRow) })));
}

/** Two streams with the same number of batches, so that each batch has a file of both. */
const twoStreams = fc
  .tuple(movingEvents({ maxBatches: 4 }), movingEvents({ maxBatches: 4 }))
  .map(([left, right]) => {
    const length = Math.min(left.batches.length, right.batches.length);
    return [left, right].map(({ delay, batches }) => ({ delay, batches: batches.slice(0, length) }));
  })
  .map(([left, right]) => ({ left: left!, right: right! }));

const runs = streamingRuns(2);

it('joins of streams match the model', { timeout: 60_000 * (1 + runs) }, async ({ spark }) => {
  const scenario = fc.record({ streams: twoStreams, within: fc.constantFrom(0, 2000, 10_000) });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ streams, within }) => {
      const joins = (['inner', 'left_outer'] as const).map((how) => ({ ...streams, within, how }));
      await Promise.all(
        joins.map(async (join) => expect(await runJoin(spark, join)).toMatchObject(calculateJoin(join))),
      );
    }),
    { numRuns: runs },
  );
});

const at = (seconds: number, key: string, value = 1): ModelEvent => ({ time: seconds * 1000, key, value });

it('a left outer join writes a row without a partner once the watermark is past the last possible partner', async ({
  spark,
}) => {
  const left = { delay: 0, batches: [[at(10, 'alone'), at(10, 'both')], [], [at(20, 'z')], [at(20.001, 'z')]] };
  const right = { delay: 0, batches: [[], [at(15, 'both')], [at(20, 'z')], [at(30, 'z')]] };
  const observed = await runJoin(spark, { left, right, within: 10_000, how: 'left_outer' });
  const alone = { left_key: 'alone', right_time: null, right_key: null, right_value: null };
  expect(observed.map(({ watermark }) => watermark)).toEqual([0, 0, 10_000, 20_000, 20_001]);
  expect(observed.map(({ rows }) => rows.filter((row) => row['right_time'] === null))).toMatchObject([
    [],
    [],
    [],
    // At 20 s the watermark equals the last possible time of a partner but is not past it.
    [],
    [alone],
  ]);
});

it('a left outer join drops a late left row instead of writing it without a partner', async ({ spark }) => {
  const left = { delay: 0, batches: [[at(50, 'z')], [], [at(10, 'late')], [at(90, 'z')]] };
  const right = { delay: 0, batches: [[at(50, 'z')], [], [], [at(90, 'z')]] };
  const observed = await runJoin(spark, { left, right, within: 10_000, how: 'left_outer' });
  expect(observed.flatMap(({ rows }) => rows.map((row) => row['left_key']))).toEqual(['z', 'z']);
  expect(observed.map(({ dropped }) => dropped)).toEqual([0, 0, 1, 0, 0]);
});

it('a join with an empty stream holds the watermark back unless the policy is max', async ({ spark }) => {
  const left = { delay: 0, batches: [[at(10, 'a')], [at(100, 'a')], [at(200, 'a')]] };
  const right = { delay: 0, batches: [[], [], []] };
  const join = { left, right, within: 10_000, how: 'left_outer' } as const;
  const slowest = await runJoin(spark, join);
  expect(slowest.map(({ watermark, rows }) => ({ watermark, rows }))).toEqual([
    { watermark: 0, rows: [] },
    { watermark: 0, rows: [] },
    { watermark: 0, rows: [] },
  ]);
  await spark.conf.set('spark.sql.streaming.multipleWatermarkPolicy', 'max');
  const fastest = await runJoin(spark, join).finally(() =>
    spark.conf.unset('spark.sql.streaming.multipleWatermarkPolicy'),
  );
  expect(fastest.map(({ watermark, rows }) => ({ watermark, count: rows.length }))).toEqual([
    { watermark: 0, count: 0 },
    { watermark: 10_000, count: 0 },
    { watermark: 100_000, count: 1 },
    { watermark: 200_000, count: 1 },
  ]);
});

it('a join with a static table keeps no state and drops nothing', async ({ spark }) => {
  const names = await spark.createDataFrame([
    { key: 'a', name: 'first' },
    { key: 'b', name: 'second' },
  ]);
  const batches = [[at(100, 'a')], [at(1, 'b'), at(2, 'c')], [at(-5, 'a')]];
  const observed = await runInBatches(spark, {
    folder: inject('checkpointDir'),
    inputs: { events: eventInput(batches) },
    outputMode: 'append',
    query: ({ events }) =>
      events.withWatermark('time', '0 seconds').join(names, 'key', 'left_outer').select('key', 'name'),
  });
  expect(observed.map(({ rows, states }) => ({ rows: plainRows(rows), states }))).toEqual([
    { rows: [{ key: 'a', name: 'first' }], states: [] },
    {
      rows: [
        { key: 'b', name: 'second' },
        { key: 'c', name: null },
      ],
      states: [],
    },
    { rows: [{ key: 'a', name: 'first' }], states: [] },
  ]);
});
