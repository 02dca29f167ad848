import { describe, expect, it } from 'vitest';
import { col, max, min, struct } from '../functions.ts';
import { SparkSession, Window, type Column, type DataFrame } from '../index.ts';
import { optionTexts } from '../plan/options.ts';

const spark = SparkSession.builder.offline();
const frame: DataFrame = spark.range(1);
const same = (one: DataFrame, other: DataFrame): boolean => one.toPlan().equals(other.toPlan());

describe('na.replace', () => {
  const replacements = (of: DataFrame): unknown =>
    (of.toPlan().toJSON() as { root: { replace: { replacements: unknown } } }).root.replace.replacements;
  const pair = (oldValue: object, newValue: object): object => ({ oldValue, newValue });

  it('takes an object, whose keys are strings or have the type of its values', () => {
    expect(replacements(frame.na.replace({ a: 'b', c: null }))).toEqual([
      pair({ string: 'a' }, { string: 'b' }),
      pair({ string: 'c' }, { null: { null: {} } }),
    ]);
    expect(replacements(frame.na.replace({ 1: 2.5, '-0.5': null }))).toEqual([
      pair({ double: 1 }, { double: 2.5 }),
      pair({ double: -0.5 }, { null: { null: {} } }),
    ]);
    expect(replacements(frame.na.replace({ 1: 'one' }))).toEqual([pair({ string: '1' }, { string: 'one' })]);
    expect(replacements(frame.na.replace({ true: false }))).toEqual([pair({ boolean: true }, { boolean: false })]);
  });

  it('takes single values or lists, for one column or several', () => {
    expect(same(frame.na.replace('a', 'b'), frame.na.replace({ a: 'b' }))).toBe(true);
    expect(same(frame.na.replace([1, 2], 3, 'id'), frame.na.replace({ 1: 3, 2: 3 }, ['id']))).toBe(true);
    expect(same(frame.na.replace([1n, 2], [3, 4n]), frame.na.replace({ 1: 3, 2: 4 }))).toBe(true);
    expect(same(frame.na.replace('a', null), frame.na.replace(new Map([['a', null]])))).toBe(true);
  });
});

it('na.fill and na.drop accept a single column name in place of an array', () => {
  expect(same(frame.na.fill(0, 'id'), frame.na.fill(0, ['id']))).toBe(true);
  expect(same(frame.na.drop('any', 'id'), frame.na.drop('any', ['id']))).toBe(true);
});

describe('An array of arguments is equivalent to separate arguments in', () => {
  const write = frame.write;
  it.each<[string, DataFrame, DataFrame]>([
    ['select', frame.select(['id', col('a')]), frame.select('id', col('a'))],
    ['selectExpr', frame.selectExpr(['id', 'id + 1']), frame.selectExpr('id', 'id + 1')],
    ['drop', frame.drop(['id', col('a')]), frame.drop('id', col('a'))],
    ['toDF', frame.toDF(['a', 'b']), frame.toDF('a', 'b')],
    ['orderBy', frame.orderBy(['id', col('a').desc()]), frame.orderBy('id', col('a').desc())],
    ['sort', frame.sort(['id']), frame.sort('id')],
    ['sortWithinPartitions', frame.sortWithinPartitions(['id', 'a']), frame.sortWithinPartitions('id', 'a')],
    ['dropDuplicates', frame.dropDuplicates(['id', 'a']), frame.dropDuplicates('id', 'a')],
    [
      'dropDuplicatesWithinWatermark',
      frame.dropDuplicatesWithinWatermark(['id']),
      frame.dropDuplicatesWithinWatermark('id'),
    ],
    ['groupBy', frame.groupBy(['id', col('a')]).count(), frame.groupBy('id', col('a')).count()],
    ['rollup', frame.rollup(['id']).count(), frame.rollup('id').count()],
    ['cube', frame.cube(['id']).count(), frame.cube('id').count()],
    ['agg', frame.agg([max('id'), min('id')]), frame.agg(max('id'), min('id'))],
    ['agg of a grouping', frame.groupBy('a').agg([max('id')]), frame.groupBy('a').agg(max('id'))],
    ['sum', frame.groupBy('a').sum(['id', 'b']), frame.groupBy('a').sum('id', 'b')],
    ['repartition', frame.repartition(['id', 'a']), frame.repartition('id', 'a')],
    ['repartition with a number of partitions', frame.repartition(3, ['id', 'a']), frame.repartition(3, 'id', 'a')],
    ['repartitionByRange', frame.repartitionByRange(3, ['id']), frame.repartitionByRange(3, 'id')],
    ['observe', frame.observe('m', [max('id').alias('m')]), frame.observe('m', max('id').alias('m'))],
    ['describe', frame.describe(['id', 'a']), frame.describe('id', 'a')],
    ['summary', frame.summary(['min', 'max']), frame.summary('min', 'max')],
    ['unpivot', frame.unpivot('id', 'a', 'n', 'v'), frame.unpivot(['id'], ['a'], 'n', 'v')],
    ['freqItems', frame.stat.freqItems('id'), frame.stat.freqItems(['id'])],
    [
      'windows',
      frame.select(max('id').over(Window.partitionBy(['a', 'b']).orderBy(['id']))),
      frame.select(max('id').over(Window.partitionBy('a', 'b').orderBy('id'))),
    ],
    ['struct', frame.select(struct(['id', 'a'])), frame.select(struct('id', 'a'))],
    ['load', spark.read.load(['/a', '/b']), spark.read.load('/a', '/b')],
    ['parquet', spark.read.parquet('/a', '/b'), spark.read.parquet(['/a', '/b'])],
    ['orc', spark.read.orc('/a', '/b'), spark.read.orc(['/a', '/b'])],
    ['text', spark.read.text('/a', '/b'), spark.read.text(['/a', '/b'])],
    ['csv', spark.read.csv('/a', '/b'), spark.read.csv(['/a', '/b'])],
    ['json', spark.read.json('/a', '/b', '/c'), spark.read.json(['/a', '/b', '/c'])],
  ])('%s', (_name, one, other) => {
    expect(one.toPlan().toJSON()).toEqual(other.toPlan().toJSON());
  });

  it('the writers', () => {
    const target = { table: 't', method: 'saveAsTable' } as const;
    const one = write.partitionBy(['a', 'b']).bucketBy(4, ['id']).sortBy(['id']).toPlan(target);
    expect(one.equals(write.partitionBy('a', 'b').bucketBy(4, 'id').sortBy('id').toPlan(target))).toBe(true);
    const stream = frame.writeStream;
    expect(stream.partitionBy(['a', 'b']).toPlan().equals(stream.partitionBy('a', 'b').toPlan())).toBe(true);
    const table = frame.writeTo('t');
    expect(
      table.partitionedBy(['a', 'b']).toPlan('create').equals(table.partitionedBy('a', 'b').toPlan('create')),
    ).toBe(true);
  });

  it('the row types', () => {
    const typed = spark.table<{ id: bigint; a: string }>('t');
    const one: DataFrame<{ id: bigint }> = typed.select(['id']);
    const rest: DataFrame<{ a: string }> = typed.drop(['id']);
    const counted: DataFrame<{ a: string; count: bigint }> = typed.groupBy(['a']).count();
    // @ts-expect-error Unknown column.
    const wrong = typed.select(['nope']);
    expect([one, rest, counted, wrong, typed.dropDuplicates(['id']), typed.orderBy(['id'])]).toHaveLength(6);
  });
});

it('agg takes an array of a column and a function as one aggregate', () => {
  expect(same(frame.agg(['id', 'max']), frame.agg({ id: 'max' }))).toBe(true);
});

it('readers take the options of a format after the paths', () => {
  expect(same(spark.read.csv('/a', { header: true }), spark.read.format('csv').option('header', true).load('/a'))).toBe(
    true,
  );
  expect(same(spark.read.parquet(['/a', '/b'], { mergeSchema: true }), spark.read.parquet('/a', '/b'))).toBe(false);
});

describe('The sort directions', () => {
  it('apply to all columns, or to one column each', () => {
    const both = frame.orderBy(col('id').desc(), col('a').desc());
    expect(same(frame.orderBy('id', 'a', { ascending: false }), both)).toBe(true);
    expect(same(frame.orderBy(['id', 'a'], { ascending: false }), both)).toBe(true);
    expect(same(frame.sort('id', 'a', { ascending: [true, false] }), frame.sort('id', col('a').desc()))).toBe(true);
    expect(same(frame.sort('id', { ascending: true }), frame.sort('id'))).toBe(true);
    expect(
      same(
        frame.sort(col('a').desc(), 'id', { ascending: [true, false] }),
        frame.sort(col('a').desc(), col('id').desc()),
      ),
    ).toBe(true);
    expect(
      same(frame.sortWithinPartitions('id', { ascending: false }), frame.sortWithinPartitions(col('id').desc())),
    ).toBe(true);
  });

  it.each<[string, () => unknown, string]>([
    ['too few', () => frame.orderBy('id', 'a', { ascending: [false] }), 'one direction per column, not 1 for 2'],
    ['not booleans', () => frame.orderBy('id', { ascending: 'no' as unknown as boolean }), 'needs a boolean'],
    [
      'given under another name',
      () => frame.sort('id', { descending: true } as object),
      'supports only the option ascending, not desc',
    ],
    [
      'given twice',
      () => frame.sort(col('id').asc(), { ascending: false }),
      'sort() got a column that already has a direction',
    ],
  ])('are rejected if they are %s', (_name, use, message) => {
    expect(use).toThrow(message);
  });

  it('require known columns', () => {
    const typed = spark.table<{ id: bigint; a: string }>('t');
    const sorted: DataFrame<{ id: bigint; a: string }> = typed.orderBy('id', 'a', { ascending: [true, false] });
    // @ts-expect-error Unknown column.
    expect([sorted, typed.orderBy('nope', { ascending: false })]).toHaveLength(2);
  });
});

describe('The conditions of a join', () => {
  it('are combined with AND if there are several', () => {
    const other = frame.withColumn('b', col('id'));
    const [first, second] = [frame.col('id').eq(other.col('id')), other.col('b').gt(1)];
    expect(same(frame.join(other, [first, second]), frame.join(other, first.and(second)))).toBe(true);
    expect(same(frame.join(other, [first], 'left'), frame.join(other, first, 'left'))).toBe(true);
  });

  it('cannot be mixed with column names', () => {
    expect(() => frame.join(frame, ['id', col('a')] as unknown as string[])).toThrow(
      "join() takes either names of shared columns or conditions, not both: write left.col('id').eq(right.col('id')).",
    );
    expect(() => frame.join(frame, true as unknown as Column)).toThrow('Expected a column, got true.');
  });
});

it.each<[string, () => unknown, string]>([
  ['a mode instead of options', () => optionTexts('overwrite' as never), 'not "overwrite"'],
  ['options as a Map', () => frame.write.options(new Map([['a', 1]]) as never), 'not a Map'],
  ['options as an array', () => spark.read.options(['a'] as never), 'not an array'],
])('rejects %s', (_name, use, message) => {
  expect(use).toThrow(message);
});

it('show and showString reject an invalid cell width', async () => {
  await expect(frame.showString(20, -1)).rejects.toThrow(
    'show() needs an integer from 0 to 2147483647 as the width of cells',
  );
  await expect(frame.show(20, NaN)).rejects.toThrow('not NaN');
});
