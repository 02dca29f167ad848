import { describe, expect } from 'vitest';
import type { Decimal } from '../../src/index.ts';
import { Timestamp, udaf, udtf, UserFunctionException, Window, type DataFrame } from '../../src/index.ts';
import { col, expr, lit, sum } from '../../src/functions.ts';
import { it } from '../support/spark-test.ts';

async function failureOf(frame: DataFrame<object>): Promise<UserFunctionException> {
  const error: unknown = await frame.collect().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserFunctionException);
  return error as UserFunctionException;
}

const spread = udaf(
  {
    zero: () => ({ least: null as bigint | null, most: null as bigint | null }),
    add(state, x: bigint | null) {
      if (x === null) return state;
      if (state.least === null || x < state.least) state.least = x;
      if (state.most === null || x > state.most) state.most = x;
      return state;
    },
    merge(state, other) {
      if (other.least !== null && (state.least === null || other.least < state.least)) state.least = other.least;
      if (other.most !== null && (state.most === null || other.most > state.most)) state.most = other.most;
      return state;
    },
    finish: ({ least, most }) => (least === null || most === null ? null : most - least),
  },
  'bigint',
  { name: 'spread' },
);

describe('udaf', () => {
  it('aggregates all rows and groups, beside other aggregates', async ({ spark }) => {
    const ids = spark.range(0, 1000, 1, 4);
    expect(await ids.agg(spread('id').alias('s'), sum('id').alias('t')).collect()).toEqual([{ s: 999n, t: 499500n }]);
    expect(await ids.filter('id < 0').agg(spread('id').alias('s')).collect()).toEqual([{ s: null }]);
    const groups = ids.groupBy(col('id').mod(3).alias('k')).agg(spread(col('id').multiply(2)).alias('s'));
    expect(await groups.orderBy('k').collect()).toEqual([0n, 1n, 2n].map((k) => ({ k, s: k === 0n ? 1998n : 1992n })));
    expect(await ids.agg(spread('id')).columns()).toEqual(['spread(id)']);
  });

  it('aggregates more groups than fit into the hash map', async ({ spark }) => {
    const groups = spark.range(0, 3000, 1, 2).groupBy(col('id').mod(1000).alias('k')).agg(spread('id').alias('s'));
    expect(await groups.agg(expr('count(*)').alias('n'), expr('sum(s)').alias('t')).collect()).toEqual([
      { n: 1000n, t: 2_000_000n },
    ]);
  });

  it('is computed over windows', async ({ spark }) => {
    const running = Window.partitionBy(col('id').mod(2)).orderBy('id');
    const frame = spark.range(5).select('id', spread('id').over(running).alias('s'));
    expect(await frame.orderBy('id').collect()).toEqual([0n, 0n, 2n, 2n, 4n].map((s, id) => ({ id: BigInt(id), s })));
    const moving = Window.orderBy('id').rowsBetween(-1, 0);
    expect(await spark.range(3).select(spread('id').over(moving).alias('s')).collect()).toEqual([
      { s: 0n },
      { s: 1n },
      { s: 1n },
    ]);
  });

  it('is called by its name in SQL, also for distinct values and with a filter', async ({ spark }) => {
    await spark.udf.register('spread_of', spread);
    const query =
      'SELECT spread_of(id) AS a, spread_of(DISTINCT id % 5) AS b, spread_of(id) FILTER (WHERE id > 10) AS c FROM range(20)';
    expect(await (await spark.sql(query)).collect()).toEqual([{ a: 19n, b: 4n, c: 8n }]);
    const having = 'SELECT id % 2 AS k FROM range(10) GROUP BY id % 2 HAVING spread_of(id) > 7 ORDER BY k';
    expect(await (await spark.sql(having)).collect()).toEqual([{ k: 0n }, { k: 1n }]);
    await expect(spark.sql('SELECT spread_of() FROM range(1)').then((frame) => frame.collect())).rejects.toThrow(
      /`spread_of` requires 1 parameters but the actual number is 0/,
    );
  });

  it('keeps any state, which moves between executors', async ({ spark }) => {
    const states = udaf(
      {
        zero: () => ({
          seen: new Map<string, unknown[]>(),
          set: new Set<number>(),
          special: [NaN, -0, Infinity, undefined, null],
        }),
        add(state, s: string, d: Decimal, t: Timestamp, b: Uint8Array) {
          state.seen.set(s, [d, t, b, new Date(0), { n: 1n }]);
          state.set.add(b[0]!);
          return state;
        },
        merge(state, other) {
          for (const [key, value] of other.seen) state.seen.set(key, value);
          for (const each of other.set) state.set.add(each);
          return state;
        },
        finish({ seen, set, special }) {
          const values = [...seen].sort().map(([key, [d, t, b, date, o]]) => {
            const { n } = o as { n: bigint };
            return [
              key,
              (d as Decimal).add(d as Decimal),
              String(t),
              (b as Uint8Array).length,
              (date as Date).getTime(),
              typeof n,
            ].join();
          });
          return [...values, [...set].sort().join(), special.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join()];
        },
      },
      'array<string>',
    );
    const frame = spark
      .range(0, 2, 1, 2)
      .select(
        expr("concat('k', id)").alias('s'),
        expr('cast(id + 0.5 AS decimal(5,1))').alias('d'),
        expr("TIMESTAMP'2024-01-01 00:00:00Z'").alias('t'),
        expr("if(id = 0, X'0102', X'09')").alias('b'),
      );
    const moment = String(Timestamp.parse('2024-01-01T00:00:00Z'));
    expect(await frame.agg(states('s', 'd', 't', 'b').alias('r')).collect()).toEqual([
      { r: [`k0,1.0,${moment},2,0,bigint`, `k1,3.0,${moment},1,0,bigint`, '1,9', 'NaN,-0,Infinity,undefined,null'] },
    ]);
  });

  it('reports which of its functions failed', async ({ spark }) => {
    const failing = udaf(
      {
        zero: () => 0,
        add: (state, x: bigint) => {
          if (x === 3n) throw new Error('no threes');
          return state + 1;
        },
        merge: (a, b) => a + b,
        finish: (state) => state,
      },
      'double',
      { name: 'failing' },
    );
    expect(await failureOf(spark.range(5).agg(failing('id')))).toMatchObject({
      functionName: 'failing.add',
      functionMessage: 'no threes',
      line: 2,
      values: ['3'],
    });
    const lost = udaf(
      { zero: () => [() => 1], add: (s: unknown) => s, merge: (s: unknown) => s, finish: () => 1 },
      'int',
    );
    expect((await failureOf(spark.range(0, 4, 1, 2).agg(lost()))).message).toMatch(
      /state contains a value of type function/,
    );
    const careless = udaf({ zero: () => 0, add: () => undefined as never, merge: (s) => s, finish: () => 1 }, 'int');
    expect((await failureOf(spark.range(1).agg(careless()))).message).toMatch(/undefined instead of the state/);
  });

  it('refuses missing functions, outer variables and missing arguments', () => {
    const outside = 1;
    expect(() => udaf({ zero: () => 0, add: (s: number) => s } as never, 'int')).toThrow(/merge is missing/);
    expect(() => udaf({ zero: () => outside, add: (s) => s, merge: (s) => s, finish: (s) => s }, 'int')).toThrow(
      /uses outside/,
    );
    expect(() => (spread as () => unknown)()).toThrow(/takes 1 arguments, not 0/);
  });

  it('aggregates a stream', async ({ spark }) => {
    const source = spark.readStream
      .format('rate-micro-batch')
      .option('rowsPerBatch', 10)
      .option('numPartitions', 2)
      .load();
    const query = await source
      .agg(spread('value').alias('s'), expr('count(*)').alias('n'))
      .writeStream.format('memory')
      .queryName('spread_of_stream')
      .outputMode('complete')
      .start();
    await expect
      .poll(
        async () => {
          const [row] = await spark.table('spread_of_stream').collect();
          return row !== undefined && (row['n'] as bigint) > 20n && row['s'] === (row['n'] as bigint) - 1n;
        },
        { timeout: 15_000 },
      )
      .toBe(true);
    await query.stop();
  });
});

describe('udtf', () => {
  const words = udtf(function* words(text: string) {
    for (const [index, word] of text.split(' ').entries()) yield { index, word };
  }, 'index int, word string');

  it('returns any number of rows for each row, like explode', async ({ spark }) => {
    const lines = await spark.createDataFrame([{ line: 'to be' }, { line: 'or' }]);
    expect(await lines.select('line', words('line')).collect()).toEqual([
      { line: 'to be', index: 0, word: 'to' },
      { line: 'to be', index: 1, word: 'be' },
      { line: 'or', index: 0, word: 'or' },
    ]);
    const none = udtf((id: bigint) => (id > 1n ? [{ id }] : []), 'id bigint');
    expect(await spark.range(4).select(none('id').alias('x')).collect()).toEqual([{ x: 2n }, { x: 3n }]);
    expect(
      await spark
        .range(1)
        .select(words(lit('a b')))
        .columns(),
    ).toEqual(['index', 'word']);
  });

  it('is called by its name in SQL, in SELECT, FROM, LATERAL and LATERAL VIEW', async ({ spark }) => {
    await spark.udf.register('words_of', words);
    const rows = async (query: string): Promise<unknown> => (await spark.sql(query)).collect();
    expect(await rows("SELECT * FROM words_of('a b')")).toEqual([
      { index: 0, word: 'a' },
      { index: 1, word: 'b' },
    ]);
    expect(await rows("SELECT id, words_of(concat(id, ' x')) FROM range(1)")).toEqual([
      { id: 0n, index: 0, word: '0' },
      { id: 0n, index: 1, word: 'x' },
    ]);
    const lateral = "SELECT id, word FROM range(2) AS t, LATERAL words_of(concat('n', t.id)) ORDER BY id";
    expect(await rows(lateral)).toEqual([
      { id: 0n, word: 'n0' },
      { id: 1n, word: 'n1' },
    ]);
    expect(await rows("SELECT w FROM range(1) LATERAL VIEW words_of('p q') AS i, w")).toEqual([{ w: 'p' }, { w: 'q' }]);
  });

  it('reports the arguments of the call that failed', async ({ spark }) => {
    const failing = udtf(
      (id: bigint): { a: number }[] => {
        throw new TypeError(`not ${id}`);
      },
      'a int',
      { name: 'failing_table' },
    );
    expect(await failureOf(spark.range(1).select(failing('id')))).toMatchObject({
      functionName: 'failing_table',
      functionMessage: 'not 0',
      values: ['0'],
    });
    const wrong = udtf(() => 5 as never, 'a int');
    expect((await failureOf(spark.range(1).select(wrong()))).message).toMatch(/the number 5 instead of rows/);
  });
});
