// The values and names that Spark sends are those that the compiler promises: each result is held against its exact type and its value.
import { afterAll, beforeAll, expect, expectTypeOf, inject, it } from 'vitest';
import {
  avg,
  coalesce,
  col,
  collect_list,
  count,
  greatest,
  lag,
  lit,
  max,
  min,
  sum,
  when,
} from '../../src/functions.ts';
import { DataTypes, Decimal, SparkSession, StructType, Window, type DataFrame } from '../../src/index.ts';

const type = new StructType()
  .add('id', DataTypes.LongType, false)
  .add('age', DataTypes.IntegerType)
  .add('amount', DataTypes.createDecimalType(12, 2))
  .add('name', DataTypes.StringType)
  .add('s', new StructType().add('x', DataTypes.IntegerType, false).add('Y', DataTypes.StringType))
  .add('items', DataTypes.createArrayType(new StructType().add('price', DataTypes.DoubleType)))
  .add('scores', DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType));

let spark: SparkSession;
const people = async () =>
  spark.createDataFrame(
    [
      {
        id: 1n,
        age: 40,
        amount: Decimal.parse('1.50'),
        name: 'a',
        s: { x: 7, Y: 'y' },
        items: [{ price: 0.5 }, null],
        scores: new Map([['total', 9n]]),
      },
    ],
    type,
  );

/** The only row. */
async function rowOf<R extends object>(frame: DataFrame<R>): Promise<R> {
  const [row, ...others] = await frame.collect();
  expect(others).toEqual([]);
  return row!;
}

beforeAll(async () => {
  spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
});
afterAll(async () => spark.stop());

it('the first example of the README', async () => {
  const row = await rowOf(
    spark
      .range(3)
      .withColumn('group', col('id').mod(1))
      .groupBy('group')
      .agg(count('*').alias('records'), avg('id').alias('mean')),
  );
  expectTypeOf(row).toEqualTypeOf<{ group: bigint | null; records: bigint; mean: number | null }>();
  expect(row).toEqual({ group: 0n, records: 3n, mean: 1 });
});

it('names in other letters, and paths', async () => {
  const frame = await people();
  const row = await rowOf(frame.select('ID', 's.x', 's.y', 'items.price', 'scores.total', '`name`'));
  expectTypeOf(row).toEqualTypeOf<{
    ID: bigint;
    x: number | null;
    y: string | null;
    price: (number | null)[] | null;
    total: bigint | null;
    name: string | null;
  }>();
  expect(row).toEqual({ ID: 1n, x: 7, y: 'y', price: [0.5, null], total: 9n, name: 'a' });
  const star = await rowOf(frame.select('s.*', 'id'));
  expectTypeOf(star).toEqualTypeOf<{ x: number | null; Y: string | null; id: bigint }>();
  expect(star).toEqual({ x: 7, Y: 'y', id: 1n });
  const pairs = frame.select('id', 'name');
  const added = await rowOf(pairs.withColumns({ NAME: lit(true), n: col('ID') }).withColumn('Id', lit('x')));
  expectTypeOf(added).toEqualTypeOf<{ Id: string; NAME: boolean; n: bigint }>();
  expect(added).toEqual({ Id: 'x', NAME: true, n: 1n });
  const renamed = await rowOf(pairs.withColumnRenamed('ID', 'key').drop('NAME'));
  expectTypeOf(renamed).toEqualTypeOf<{ key: bigint }>();
  expect(renamed).toEqual({ key: 1n });
  const joined = await rowOf(pairs.join(frame.select('ID', 'age'), 'Id', 'left'));
  expectTypeOf(joined).toEqualTypeOf<{ id: bigint; name: string | null; age: number | null }>();
  expect(joined).toEqual({ id: 1n, name: 'a', age: 40 });
  const path = await rowOf(frame.groupBy('s.x').agg(max('s.Y').alias('y')));
  expectTypeOf(path).toEqualTypeOf<{ x: number | null; y: string | null }>();
  expect(path).toEqual({ x: 7, y: 'y' });
});

it('aggregates and their names', async () => {
  const frame = await people();
  const row = await rowOf(
    frame
      .groupBy('NAME')
      .agg(max('AMOUNT'), sum('age').alias('years'), min('id'), avg('amount').alias('mean'), count('*')),
  );
  expectTypeOf(row).toEqualTypeOf<{
    NAME: string | null;
    'max(AMOUNT)': Decimal | null;
    years: bigint | number | null;
    'min(id)': bigint | null;
    mean: Decimal | null;
    'count(1)': bigint;
  }>();
  expect(row).toEqual({
    NAME: 'a',
    'max(AMOUNT)': Decimal.parse('1.50'),
    years: 40n,
    'min(id)': 1n,
    mean: Decimal.parse('1.500000'),
    'count(1)': 1n,
  });
  const words = await rowOf(frame.agg({ amount: 'max', id: 'COUNT', age: 'mean' }));
  expectTypeOf(words).toEqualTypeOf<{
    'max(amount)': Decimal | null;
    'count(id)': bigint;
    'avg(age)': number | null;
  }>();
  expect(words).toEqual({ 'max(amount)': Decimal.parse('1.50'), 'count(id)': 1n, 'avg(age)': 40 });
  const sums = await rowOf(frame.groupBy().sum('id', 'amount'));
  expectTypeOf(sums).toEqualTypeOf<{ 'sum(id)': bigint | null; 'sum(amount)': Decimal | null }>();
  expect(sums).toEqual({ 'sum(id)': 1n, 'sum(amount)': Decimal.parse('1.50') });
  const lists = await rowOf(frame.agg(collect_list('age').alias('ages')));
  expectTypeOf(lists).toEqualTypeOf<{ ages: number[] }>();
  expect(lists).toEqual({ ages: [40] });
  const cube = await frame.cube('id').count().orderBy('id').collect();
  expectTypeOf(cube).toEqualTypeOf<{ id: bigint | null; count: bigint }[]>();
  expect(cube).toEqual([
    { id: null, count: 1n },
    { id: 1n, count: 1n },
  ]);
});

it('arithmetic, choices and literals', async () => {
  const frame = await people();
  const row = await rowOf(
    frame.select(
      col('id').plus(1).alias('a'),
      col('id').plus(1.5).alias('b'),
      col('amount').multiply(2).alias('c'),
      col('id').divide(2).alias('d'),
      col('id').minus(col('amount')).alias('e'),
      col('id').negate().alias('f'),
      col('id').bitwiseAND(3).alias('g'),
      coalesce('id', 0).alias('h'),
      greatest('age', 'age').alias('i'),
      when(col('age').gt(1), col('id')).otherwise(0).alias('j'),
      lag('id', 1, 0).over(Window.orderBy('id')).alias('k'),
      lit([1, 2]).alias('l'),
      lit([1, 3_000_000_000]).alias('m'),
      lit({ x: 1, y: ['q'] }).alias('n'),
      col('name').plus(1).alias('o'),
      coalesce('name', 0).alias('p'),
      lit(3_000_000_000).alias('q'),
      lit([1, 2.5]).alias('r'),
      col('age').plus(3_000_000_000).alias('t'),
    ),
  );
  expectTypeOf(row).toEqualTypeOf<{
    a: bigint;
    b: number;
    c: Decimal | null;
    d: number | null;
    e: Decimal | null;
    f: bigint;
    g: bigint;
    h: bigint;
    i: number | null;
    j: bigint;
    k: bigint;
    l: number[];
    m: bigint[];
    n: { x: number; y: string[] };
    o: number | null;
    p: string;
    q: bigint;
    r: number[];
    t: bigint | number | null;
  }>();
  expect(row).toEqual({
    a: 2n,
    b: 2.5,
    c: Decimal.parse('3.00'),
    d: 0.5,
    e: Decimal.parse('-0.50'),
    f: -1n,
    g: 1n,
    h: 1n,
    i: 40,
    j: 1n,
    k: 0n,
    l: [1, 2],
    m: [1n, 3_000_000_000n],
    n: { x: 1, y: ['q'] },
    o: null,
    p: 'a',
    q: 3_000_000_000n,
    r: [1, 2.5],
    t: 3_000_000_040n,
  });
});

it('unions by position and by name', async () => {
  const frame = await people();
  const pairs = frame.select('id', 'name');
  const swapped = await pairs.union(frame.select('name', 'id')).collect();
  expectTypeOf(swapped).toEqualTypeOf<{ id: bigint | string | null; name: bigint | string | null }[]>();
  expect(swapped).toEqual([
    { id: '1', name: 'a' },
    { id: 'a', name: '1' },
  ]);
  const lacking = await pairs.unionByName(frame.select('NAME', 'age'), true).collect();
  expectTypeOf(lacking).toEqualTypeOf<{ id: bigint | null; name: string | null; age: number | null }[]>();
  expect(lacking).toEqual([
    { id: 1n, name: 'a', age: null },
    { id: null, name: 'a', age: 40 },
  ]);
  const named = await rowOf(
    frame.drop('age', 's', 'items', 'scores').withColumn('n', lit(1)).drop('amount').toDF('a', 'b', 'c'),
  );
  expectTypeOf(named).toEqualTypeOf<{ a: bigint; b: string | null; c: number }>();
  expect(named).toEqual({ a: 1n, b: 'a', c: 1 });
  const joined = await rowOf(frame.select('name', 'id').join(frame.select('age', 'id'), 'id').toDF('a', 'b', 'c'));
  expectTypeOf(joined).toEqualTypeOf<{ a: bigint; b: string | null; c: number | null }>();
  expect(joined).toEqual({ a: 1n, b: 'a', c: 40 });
});
