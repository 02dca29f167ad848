import { setFlagsFromString } from 'node:v8';
import { tableFromIPC } from '@uwdata/flechette';
import { tableFromIPC as readWithApache } from 'apache-arrow';
import { describe, expect } from 'vitest';
import { col } from '../../src/functions.ts';
import { SparkConnectError, type SparkSession, type RecordBatch, type Row } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

const mixed = ['id', 'if(id % 3 = 0, null, id / 4) as x', "concat('näme ', id) as s", 'id % 2 = 0 as even'];

describe('head(), tail() and isEmpty()', () => {
  it('return rows in order, at most as many as exist', async ({ spark }) => {
    const frame = spark.range(5).orderBy(col('id').desc());
    expect(await frame.head()).toEqual({ id: 4n });
    expect(await frame.limit(0).head()).toBeUndefined();
    expect(await frame.head(1)).toEqual([{ id: 4n }]);
    expect(await frame.head(2)).toEqual([{ id: 4n }, { id: 3n }]);
    expect(await frame.tail(2)).toEqual([{ id: 1n }, { id: 0n }]);
    expect(await frame.tail(9)).toHaveLength(5);
    expect(await frame.tail(0)).toEqual([]);
    await expect(frame.tail(-1)).rejects.toThrow('tail() needs an integer from 0');
  });

  it('handle empty results', async ({ spark }) => {
    expect(await spark.range(3).isEmpty()).toBe(false);
    expect(await spark.range(0).isEmpty()).toBe(true);
    expect(await spark.range(3).filter('id > 5').isEmpty()).toBe(true);
  });
});

it('an error in a loop over rows has the stack of the calling function', async ({ spark }) => {
  async function functionOfTheCaller(): Promise<void> {
    for await (const row of spark.range(1).selectExpr("raise_error('as ordered')").toLocalIterator())
      expect(row).toBe(0);
  }
  const error = await functionOfTheCaller().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SparkConnectError);
  expect((error as Error).stack).toContain('functionOfTheCaller');
});

describe("longs: 'number'", () => {
  it('converts exact values, also inside arrays', async ({ spark }) => {
    const frame = spark.range(1).selectExpr('id - 9007199254740991L as a', 'array(9007199254740991L, null) as b');
    expect(await frame.collect({ longs: 'number' })).toEqual([{ a: -9007199254740991, b: [9007199254740991, null] }]);
    const seen: unknown[] = [];
    for await (const { id } of spark.range(-2, 2).toLocalIterator({ longs: 'number' })) seen.push(id);
    expect(seen).toEqual([-2, -1, 0, 1]);
  });

  it.for(['9007199254740992L', '-9007199254740993L', '9223372036854775807L'])(
    'rejects %s',
    async (value, { spark }) => {
      const frame = spark.range(1).selectExpr(`${value} as a`);
      const error = await frame.collect({ longs: 'number' }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SparkConnectError);
      expect((error as Error).message).toContain(
        `The bigint ${value.slice(0, -1)} cannot be represented exactly as a number`,
      );
    },
  );
});

describe('toArrowBatches() and toArrow()', () => {
  async function batches(spark: SparkSession): Promise<RecordBatch[]> {
    const all: RecordBatch[] = [];
    for await (const batch of spark
      .range(0, 50_000, 1, 3)
      .selectExpr(...mixed)
      .toArrowBatches())
      all.push(batch);
    return all;
  }

  it('return columns as typed arrays that share the received memory', async ({ spark }) => {
    let next = 0n;
    let nulls = 0;
    for (const batch of await batches(spark)) {
      const { values } = batch.column('id');
      expect(values).toBeInstanceOf(BigInt64Array);
      for (const id of values as BigInt64Array) if (id !== next++) throw new Error(`${id} is out of order`);
      expect(values!.buffer).toBe(batch.column('x').values!.buffer);
      nulls += batch.column('x').nullCount;
      expect(batch.values('s')).toHaveLength(batch.rowCount);
      expect(() => batch.column('y')).toThrow('The batch has no column y.');
    }
    expect(next).toBe(50_000n);
    expect(nulls).toBe(16_667);
  });

  it('return the same rows as collect()', async ({ spark }) => {
    const rows = (await batches(spark)).flatMap((batch) => batch.rows());
    expect(rows).toEqual(
      await spark
        .range(0, 50_000, 1, 3)
        .selectExpr(...mixed)
        .collect(),
    );
  });

  it('return Arrow IPC that flechette reads, per batch or for the whole result', async ({ spark }) => {
    const all = await batches(spark);
    const [first] = all;
    expect(tableFromIPC(first!.ipc, { useBigInt: true }).getChild('id').at(3)).toBe(3n);
    const table = tableFromIPC(
      await spark
        .range(0, 50_000, 1, 3)
        .selectExpr(...mixed)
        .toArrow(),
      { useBigInt: true },
    );
    expect(table.numRows).toBe(50_000);
    expect(table.getChild('s').at(49_999)).toBe('näme 49999');
    expect(table.getChild('x').at(49_998)).toBeNull();
    expect(tableFromIPC(await spark.range(0).toArrow()).numRows).toBe(0);
  });

  it('return Arrow IPC that apache-arrow reads, including nested values', async ({ spark }) => {
    const all = await spark
      .range(0, 20_000, 1, 3)
      .selectExpr('id', 'id * 0.5D as x', "if(id % 7 = 0, null, concat('name-', id)) as s", 'array(id, null) as list')
      .toArrow();
    const table = readWithApache(all);
    expect(table.numRows).toBe(20_000);
    expect(table.get(19_998)!.toJSON()).toMatchObject({ id: 19_998n, x: 9999, s: 'name-19998' });
    expect(table.getChild('s')!.get(7)).toBeNull();
    expect([...(table.getChild('list')!.get(3) as Iterable<unknown>)]).toEqual([3n, null]);
    for (const batch of await batches(spark)) expect(readWithApache(batch.ipc).numRows).toBe(batch.rowCount);
  });

  it('distinguish columns of the same name by position', async ({ spark }) => {
    for await (const batch of spark
      .range(0, 2, 1, 1)
      .select('id', col('id').multiply(2).alias('id'))
      .toArrowBatches()) {
      expect(batch.columns.map(({ values }) => values)).toEqual([BigInt64Array.of(0n, 1n), BigInt64Array.of(0n, 2n)]);
      expect(() => batch.column('id')).toThrow('several columns named id');
      expect(() => batch.rows()).toThrow('The result has several columns named id');
    }
    const nested = spark.range(1).selectExpr("named_struct('a', 1, 'a', 2) as s");
    await expect(nested.collect()).rejects.toThrow('The result has several columns named a');
  });
});

it('all rows of a result share one hidden class', async ({ spark }) => {
  setFlagsFromString('--allow-natives-syntax');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- V8 exposes this check only as native syntax
  const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: Row, b: Row) => boolean;
  setFlagsFromString('--no-allow-natives-syntax');
  const rows = await spark
    .range(0, 30_000, 1, 2)
    .selectExpr(...mixed, 'id * 1.0D as whole_first')
    .collect();
  expect(rows.findIndex((row) => !haveSameMap(row, rows[0]!))).toBe(-1);
  expect(haveSameMap(rows[0]!, { id: 1n })).toBe(false);
});

it('column names such as __proto__ and constructor are plain properties', async ({ spark }) => {
  const names = ['__proto__', 'constructor', 'a"b\\', '1', ''];
  const frame = spark.range(1).selectExpr(...names.map((name, index) => `${index} as \`${name}\``));
  const [row] = await frame.collect();
  expect(Object.entries(row!).sort()).toEqual(names.map((name, index) => [name, index] as const).sort());
  expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  const again = await spark.createDataFrame([row!]);
  expect(await again.collect()).toEqual([row]);
});
