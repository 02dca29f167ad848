import { setTimeout } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import {
  DataTypes,
  Decimal,
  IllegalArgumentException,
  StructType,
  UserFunctionException,
  type DataFrame,
  type GroupState,
  type Row,
} from '../../src/index.ts';
import { col, expr } from '../../src/functions.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { it } from '../support/spark-test.ts';

/** Returns the error with which an action fails. */
async function failureOf(frame: DataFrame<object>): Promise<UserFunctionException> {
  const error: unknown = await frame.collect().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserFunctionException);
  return error as UserFunctionException;
}

describe('mapRows', () => {
  it('returns a row for each row', async ({ spark }) => {
    const schema = new StructType().add('id', 'bigint', false).add('label', 'string').add('half', 'double');
    const frame = spark.range(3).mapRows(({ id }) => ({ id, label: `n${id}`, half: Number(id) / 2 }), schema);
    expect(await frame.orderBy('id').collect()).toEqual([
      { id: 0n, label: 'n0', half: 0 },
      { id: 1n, label: 'n1', half: 0.5 },
      { id: 2n, label: 'n2', half: 1 },
    ]);
    expect((await frame.schema()).toDDL()).toBe('id BIGINT NOT NULL,label STRING,half DOUBLE');
  });

  it('takes a schema as text, and the input can be any plan', async ({ spark }) => {
    const input = spark.range(4).filter('id > 1').withColumn('twice', col('id').multiply(2)).select('twice');
    const frame = input.mapRows((row) => ({ next: row.twice + 1n }), 'next bigint');
    expect(await frame.filter('next > 5').agg(expr('sum(next)').alias('s')).collect()).toEqual([{ s: 7n }]);
    const again = frame.mapRows((row) => ({ text: String(row['next']) }), 'text string');
    expect(await again.orderBy('text').collect()).toEqual([{ text: '5' }, { text: '7' }]);
  });

  const sql = `SELECT true AS bool, -128Y AS tiny, 32767S AS small, -2147483648 AS i, 9223372036854775807L AS big,
    float(0.1) AS f, -0.0D AS d, 'a😀ü' AS s, X'00ff80' AS bin, 12345678901234567890.123456789012345678BD AS dec,
    DATE'0001-01-01' AS day, DATE'9999-12-31' AS late, timestamp_micros(9223372036854775807L) AS last,
    timestamp_micros(-9223372036854775808L) AS first, TIMESTAMP_NTZ'2024-03-31 02:30:00.123456' AS ntz,
    INTERVAL '-1 02:03:04.000005' DAY TO SECOND AS dt, INTERVAL '-3-11' YEAR TO MONTH AS ym,
    array(1, null, 3) AS a, map('e', 1L, 'd', null, 'c', 3L, 'b', 4L, 'a', 5L, 'z', 6L) AS m,
    named_struct('a', 1, 'b', named_struct('c', TIMESTAMP'1582-10-10 00:00:00')) AS st,
    array(named_struct('a', 1.5BD)) AS structs, cast(null AS int) AS nothing`;

  it('gives and takes the values of collect(), at the limits of every type', async ({ spark }) => {
    const input = await spark.sql(sql);
    const same = input.mapRows((row) => row, await input.schema());
    expect(await same.collect()).toStrictEqual(await input.collect());
  });

  it('uses constants and the values of Spark', async ({ spark }) => {
    const rate = new Decimal(15n, 1);
    const frame = spark
      .range(1)
      .mapRows(() => ({ rate: rate.multiply(rate) }), 'rate decimal(5,2)', { using: { rate } });
    expect(await frame.collect()).toEqual([{ rate: new Decimal(225n, 2) }]);
  });

  it('reports the function, the line and the values of the row', async ({ spark }) => {
    const frame = spark.range(2).mapRows(
      ({ id }) => {
        if (id === 1n) throw new RangeError('bad row');
        return { id };
      },
      'id bigint',
      { name: 'picky' },
    );
    const error = await failureOf(frame);
    expect(error).toMatchObject({ functionName: 'picky', functionMessage: 'bad row', line: 2, values: ['1'] });
  });

  it('refuses results that are no rows of the schema', async ({ spark }) => {
    const returning = (value: unknown, schema: string): DataFrame =>
      spark.range(1).mapRows(() => value as object, schema, { using: { value } });
    expect((await failureOf(returning(null, 'a int'))).message).toMatch(/returned null. Return an object/);
    expect((await failureOf(returning({ a: 'x' }, 'a int'))).message).toMatch(/the string "x".*not a valid INT/);
    expect((await failureOf(returning({}, 'a int NOT NULL'))).message).toMatch(/null in field a/);
    expect((await failureOf(returning(5, 'a int'))).message).toMatch(/the number 5.*not a valid STRUCT<a: INT>/);
  });

  it('refuses what cannot work before anything is sent', async ({ spark }) => {
    const outside = 5;
    expect(() => spark.range(1).mapRows(() => ({ outside }), 'outside int')).toThrow(/uses outside from outside/);
    expect(() => spark.range(1).mapRows(() => ({}), '')).toThrow(IllegalArgumentException);
    expect(() => spark.range(1).mapRows(() => ({ a: '' }), 'a varchar(5)')).toThrow(/cannot return varchar/);
    const twins = spark.range(1).select('id', col('id'));
    await expect(twins.mapRows(() => ({ a: 1 }), 'a int').collect()).rejects.toThrow(/two columns named id/);
    expect(() =>
      spark
        .range(1)
        .mapRows(() => ({ a: 1 }), 'a int')
        .toPlan(),
    ).toThrow(/columns for mapRows\(\) are not known/);
  });

  it('knows the types of its rows', async ({ spark }) => {
    const schema = new StructType().add('a', DataTypes.LongType, false).add('b', 'decimal(5,1)');
    const frame = spark.range(1).mapRows(({ id }) => ({ a: id, b: 1n }), schema);
    const rows: { a: bigint; b: Decimal | null }[] = await frame.collect();
    expect(rows).toEqual([{ a: 0n, b: new Decimal(10n, 1) }]);
    // @ts-expect-error A string is not a bigint.
    spark.range(1).mapRows(() => ({ a: 'x' }), schema);
    // @ts-expect-error The column a is not nullable.
    spark.range(1).mapRows(() => ({ b: 1 }), schema);
  });
});

describe('mapBatches', () => {
  const folder = temporaryFolder();

  it('gets all rows of a partition in batches, and yields any number of rows', async ({ spark }) => {
    const frame = spark.range(0, 10, 1, 2).mapBatches(
      function* (batches) {
        let seen = 0;
        for (const rows of batches) {
          seen += rows.length;
          yield rows.filter(({ id }) => id % 2n === 0n).map(({ id }) => ({ id, size: rows.length, seen }));
        }
        yield [{ id: -1n, size: 0, seen }];
      },
      'id bigint, size int, seen int',
      { batchSize: 3 },
    );
    expect(await frame.collect()).toEqual([
      { id: 0n, size: 3, seen: 3 },
      { id: 2n, size: 3, seen: 3 },
      { id: 4n, size: 2, seen: 5 },
      { id: -1n, size: 0, seen: 5 },
      { id: 6n, size: 3, seen: 3 },
      { id: 8n, size: 2, seen: 5 },
      { id: -1n, size: 0, seen: 5 },
    ]);
  });

  it('can be a function that returns an array, and calls nested functions', async ({ spark }) => {
    const numbers = spark.range(0, 4, 1, 1).mapRows(({ id }) => ({ n: Number(id) }), 'n int');
    const frame = numbers.mapBatches((batches) => [[...batches].flat().reverse()], 'n int', { batchSize: 2 });
    expect(await frame.collect()).toEqual([3, 2, 1, 0].map((n) => ({ n })));
  });

  it('is lazy: a limit ends it early', async ({ spark }) => {
    const endless = spark.range(0, 1, 1, 1).mapBatches(function* () {
      for (let n = 0; ; n++) yield [{ n }];
    }, 'n int');
    expect(await endless.limit(3).collect()).toEqual([0, 1, 2].map((n) => ({ n })));
  });

  it('limits the time from one batch to the next, without the time of its input', async ({ spark }) => {
    const slow = spark.range(0, 3, 1, 1).mapRows(({ id }) => {
      const end = Date.now() + 250;
      while (Date.now() < end);
      return { id };
    }, 'id bigint');
    const fast = slow.mapBatches((batches) => batches, 'id bigint', { timeLimit: 200 });
    expect(await fast.count()).toBe(3);
    const stuck = spark.range(1).mapBatches(
      // eslint-disable-next-line require-yield
      function* (): Generator<object[]> {
        for (;;);
      },
      'id bigint',
      { timeLimit: 200 },
    );
    expect((await failureOf(stuck)).message).toMatch(/did not return within 200 ms/);
  });

  it('refuses results that are no batches of rows', async ({ spark }) => {
    const returning = (value: unknown): DataFrame =>
      spark.range(1).mapBatches(() => value as Iterable<object[]>, 'a int', { using: { value } });
    expect((await failureOf(returning(undefined))).message).toMatch(/nothing to iterate over/);
    expect((await failureOf(returning([{ a: 1 }]))).message).toMatch(/instead of rows/);
    expect((await failureOf(returning([[5]]))).message).toMatch(/the number 5.*not a valid STRUCT/);
  });

  it('runs in a stream, and again from its checkpoint', async ({ spark }) => {
    const name = 'batches_of_stream';
    const start = async (): Promise<void> => {
      const stream = spark.readStream
        .format('rate-micro-batch')
        .option('rowsPerBatch', 10)
        .option('numPartitions', 1)
        .load()
        .mapRows((row) => ({ twice: (row['value'] as bigint) * 2n }), 'twice bigint')
        .mapBatches(function* (batches) {
          for (const rows of batches) yield rows.map(({ twice }) => ({ value: (twice as bigint) / 2n }));
        }, 'value bigint');
      const query = await stream.writeStream
        .format('parquet')
        .option('path', `${folder}/rows`)
        .option('checkpointLocation', `${folder}/checkpoint`)
        .queryName(name)
        .start();
      while ((await query.lastProgress())?.batchId === undefined) await setTimeout(50);
      await query.stop();
    };
    await start();
    const first = await spark.read.parquet(`${folder}/rows`).count();
    await start();
    const rows = spark.read.parquet(`${folder}/rows`);
    const { n, distinct } = (await rows
      .agg(expr('count(*)').alias('n'), expr('count(DISTINCT value)').alias('distinct'))
      .first())!;
    expect(Number(n)).toBeGreaterThan(first);
    expect(distinct).toBe(n);
  });
});

describe('applyRows', () => {
  it('calls a function with all rows of each group and its key', async ({ spark }) => {
    const schema = new StructType().add('k', 'bigint').add('n', 'int').add('ids', 'array<bigint>');
    const frame = spark
      .range(10)
      .groupBy(col('id').mod(3).alias('k'))
      .applyRows((rows, { k }) => [{ k: k, n: rows.length, ids: rows.map(({ id }) => id).sort() }], schema);
    expect(await frame.orderBy('k').collect()).toEqual([
      { k: 0n, n: 4, ids: [0n, 3n, 6n, 9n] },
      { k: 1n, n: 3, ids: [1n, 4n, 7n] },
      { k: 2n, n: 3, ids: [2n, 5n, 8n] },
    ]);
  });

  it('groups by columns of any DataFrame, also null, and may return no rows', async ({ spark }) => {
    const left = await spark.createDataFrame([
      { k: 'a', x: 1 },
      { k: null, x: 2 },
      { k: null, x: 3 },
      { k: 'b', x: 4 },
    ]);
    const joined = left.join(spark.range(1).withColumnRenamed('id', 'y'));
    const frame = joined.groupBy(left.col('k')).applyRows(function* (rows, { k }) {
      if (k === 'b') return;
      for (const row of rows) yield { k: row.k, n: rows.length, keys: Object.keys(row).join() };
    }, 'k string, n int, keys string');
    expect(await frame.orderBy('k', 'n').collect()).toEqual([
      { k: null, n: 2, keys: 'k,x,y' },
      { k: null, n: 2, keys: 'k,x,y' },
      { k: 'a', n: 1, keys: 'k,x,y' },
    ]);
  });

  it('takes all rows as one group without columns', async ({ spark }) => {
    const frame = spark
      .range(5)
      .groupBy()
      .applyRows((rows, key) => [{ n: rows.length, key: JSON.stringify(key) }], 'n int, key string');
    expect(await frame.collect()).toEqual([{ n: 5, key: '{}' }]);
  });

  it('reports the key of the group that failed', async ({ spark }) => {
    const frame = spark
      .range(4)
      .groupBy(col('id').mod(2).alias('odd'))
      .applyRows((rows, { odd }) => {
        if (odd === 1n) throw new Error(`odd: ${rows.length}`);
        return [];
      }, 'a int');
    expect(await failureOf(frame)).toMatchObject({ functionMessage: 'odd: 2', values: ['1'] });
  });

  it('is refused after rollup and pivot', ({ spark }) => {
    expect(() =>
      spark
        .range(1)
        .rollup('id')
        .applyRows(() => [], 'a int'),
    ).toThrow(/only after groupBy\(\), not after rollup/);
    expect(() =>
      spark
        .range(1)
        .groupBy('id')
        .pivot('id')
        .applyRows(() => [], 'a int'),
    ).toThrow(/not after pivot/);
  });

  it('refuses to pair groups of different types', async ({ spark }) => {
    const other = spark.range(3).select(col('id').cast('int').alias('id'));
    const pairs = spark.range(3).groupBy('id').cogroup(other.groupBy('id'));
    await expect(pairs.applyRows(() => [], 'a int').collect()).rejects.toThrow(/same types.*\(bigint\) and \(int\)/);
  });

  it('pairs the groups of two DataFrames', async ({ spark }) => {
    const orders = await spark.createDataFrame([
      { customer: 'a', item: 1 },
      { customer: 'a', item: 2 },
      { customer: 'b', item: 3 },
    ]);
    const payments = await spark.createDataFrame([
      { payer: 'a', paid: 1.5 },
      { payer: 'c', paid: 2.5 },
    ]);
    const frame = orders
      .groupBy('customer')
      .cogroup(payments.groupBy('payer'))
      .applyRows(
        (ordered, paid, key) => [
          { key: Object.values(key).join(), items: ordered.length, paid: paid[0]?.paid ?? null },
        ],
        'key string, items int, paid double',
      );
    expect(await frame.orderBy('key').collect()).toEqual([
      { key: 'a', items: 2, paid: 1.5 },
      { key: 'b', items: 1, paid: null },
      { key: 'c', items: 0, paid: 2.5 },
    ]);
    expect(() => orders.groupBy('customer').cogroup(payments.groupBy('payer', 'paid'))).toThrow(/not 1 and 2/);
  });
});

describe('applyRowsWithState', () => {
  const folder = temporaryFolder();

  it('keeps a state for each group of a stream, also after a restart', async ({ spark }) => {
    const start = async (): Promise<void> => {
      const counts = spark.readStream
        .format('rate-micro-batch')
        .option('rowsPerBatch', 10)
        .option('numPartitions', 1)
        .load()
        .groupBy(col('value').mod(2).alias('k'))
        .applyRowsWithState((rows, key, state: GroupState<{ n: number; seen: Set<bigint> }>) => {
          const { n, seen } = state.getOption() ?? { n: 0, seen: new Set<bigint>() };
          for (const { value } of rows) seen.add(value as bigint);
          state.update({ n: n + rows.length, seen });
          return [{ k: key['k'] as bigint, n: n + rows.length, seen: seen.size }];
        }, 'k bigint, n int, seen int');
      const query = await counts.writeStream
        .format('parquet')
        .option('path', `${folder}/counts`)
        .option('checkpointLocation', `${folder}/checkpoint`)
        .queryName('states')
        .start();
      // The id of the first new batch is that of the last one, which may not have been committed.
      const known = (await query.lastProgress())?.batchId ?? 0;
      while (((await query.lastProgress())?.batchId ?? 0) < known + 2) await setTimeout(50);
      await query.stop();
    };
    const written = async (): Promise<Row[]> =>
      spark.read.parquet(`${folder}/counts`).filter('k = 1').orderBy('n').collect();
    await start();
    const before = await written();
    await start();
    const rows = await written();
    expect(rows.length).toBeGreaterThan(before.length);
    expect(rows).toEqual(rows.map((_, index) => ({ k: 1n, n: 5 * (index + 1), seen: 5 * (index + 1) })));
  });

  it('calls the function when a group times out, which may remove its state', async ({ spark }) => {
    const query = await spark.readStream
      .format('rate')
      .option('rowsPerSecond', 1)
      .load()
      .groupBy('value')
      .applyRowsWithState(
        (rows, { value }, state: GroupState<number>) => {
          if (state.hasTimedOut) {
            const old = state.get();
            state.remove();
            return [{ value: value as bigint, rows: rows.length, old, exists: state.exists }];
          }
          state.update(rows.length);
          state.setTimeoutDuration(1);
          return [];
        },
        'value bigint, rows int, old int, exists boolean',
        { outputMode: 'update', timeoutConf: 'ProcessingTimeTimeout' },
      )
      .writeStream.format('memory')
      .queryName('timeouts')
      .outputMode('update')
      .start();
    const rows = async (): Promise<unknown[]> => spark.table('timeouts').filter('value = 0').collect();
    await expect.poll(rows, { timeout: 30_000 }).toEqual([{ value: 0n, rows: 0, old: 1, exists: false }]);
    await query.stop();
  });

  it('refuses options that Spark does not know', ({ spark }) => {
    const groups = spark.range(1).groupBy('id');
    expect(() => groups.applyRowsWithState(() => [], 'a int', { outputMode: 'complete' as never })).toThrow(
      /outputMode of applyRowsWithState\(\) must be append or update/,
    );
  });
});
