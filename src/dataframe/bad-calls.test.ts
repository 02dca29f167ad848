import { expect, it } from 'vitest';
import * as fn from '../functions.ts';
import { IllegalArgumentException, SparkSession, StorageLevel, Window, type Column } from '../index.ts';

const { col } = fn;
const spark = SparkSession.builder.offline();
const frame = spark.range(1);
const three = (x: Column, y: Column, z: Column): Column => x.plus(y).plus(z);
const notText = (value: unknown): string => value as string;

it.each<[string, () => unknown, string]>([
  ['when() without when()', () => col('a').when(col('b'), 1), 'when() goes on a column made by when()'],
  ['a second otherwise()', () => fn.when(col('a'), 1).otherwise(2).otherwise(3), 'otherwise() goes on'],
  [
    'a frame the wrong way round',
    () => Window.rowsBetween(1, -1),
    'rowsBetween() takes a start that is not after its end, not 1 and -1.',
  ],
  ['half a row', () => Window.rowsBetween(0, 0.5), 'rowsBetween() takes whole numbers of 32 bits, not 0.5.'],
  ['too many rows', () => Window.rowsBetween(0, 2 ** 31), 'not 2147483648.'],
  [
    'a lambda that returns no column',
    () => fn.transform('a', () => 1 as unknown as Column),
    'one or two columns, not 0.',
  ],
  [
    'a lambda that returns a number',
    () => fn.exists('a', () => 1 as unknown as Column),
    'The function for exists() has to return a column, not number.',
  ],
  ['a lambda of three for two', () => fn.filter('a', three as unknown as (x: Column) => Column), 'not 3.'],
  [
    'an argument left out',
    () => fn.aes_encrypt('a', undefined as unknown as string, 'c'),
    'aes_encrypt() misses its argument 2.',
  ],
  ['a date for a name', () => frame.select(notText(new Date())), "Expected a column or a column's name, got Date."],
  [
    'a comparison of JavaScript for a column',
    () => frame.filter(true as unknown as Column),
    "filter() takes a column or SQL text for its condition, not true. JavaScript's own operators make no column: write col('a').gt(1) and col('a').and(col('b')).",
  ],
  ['no condition', () => frame.filter(undefined as unknown as Column), 'for its condition, not undefined.'],
  ['a number for a condition', () => frame.where(1 as unknown as Column), 'where() takes a column or SQL text'],
  ['a condition of when()', () => fn.when(false as unknown as Column, 1), 'Expected a column, got false. JavaScript'],
  ['a metric by name', () => frame.observe('m', 'id' as unknown as Column), 'Expected a column, got string.'],
  [
    'an operator of JavaScript',
    () => frame.filter(((col('id') as unknown as number) > 1) as unknown as Column),
    "JavaScript's operators do not work on columns: call a method instead, such as gt(), plus(), eq() or and().",
  ],
  ['a sum of JavaScript', () => frame.select((col('id') as unknown as number) + 1 + ''), 'do not work on columns'],
  [
    'an object without a prototype',
    () => frame.select(Object.create(null) as Column),
    "Expected a column or a column's name, got object.",
  ],
  ['two pivots', () => frame.groupBy('id').pivot('a').pivot('b'), 'can be pivoted once only'],
  ['a pivot of a rollup', () => frame.rollup('id').pivot('a'), 'Spark pivots rows of groupBy(), not of rollup().'],
  ['a pivot of a cube', () => frame.cube('id').pivot('a'), 'not of cube()'],
  ['no values to fill with', () => frame.na.fill({}), 'fill() needs a value for at least one column.'],
  ['null to fill with', () => frame.na.fill({ id: null as unknown as number }), 'needs a value to fill with, not null'],
  [
    'a number replaced by text',
    () => frame.na.replace(new Map<number, number | string>([[1, 'one']])),
    'replace() takes only text, only numbers or only booleans, and null as a new value, not 1 with "one"',
  ],
  ['text replaced by a number', () => frame.na.replace({ a: 1 }), 'not "a" with 1: cast the column first.'],
  ['old values of two kinds', () => frame.na.replace([1, 'a'], null), 'not 1 with "a"'],
  ['new values of two kinds', () => frame.na.replace({ a: 'b', c: true }), 'not "a" with true'],
  ['lists of two lengths', () => frame.na.replace([1, 2], [3]), 'a new value for each old one, not 1 for 2.'],
  [
    'keys that may be numbers or text',
    () => frame.na.replace({ 1: null }),
    'whether the keys 1 of an object are text or numbers: use a Map.',
  ],
  ['keys that may be booleans or text', () => frame.na.replace({ true: null }), 'are text or booleans: use a Map.'],
  ['a number no double holds', () => frame.na.replace(2n ** 53n + 1n, 0), 'which do not hold 9007199254740993 exactly'],
  [
    'nothing to replace with',
    () => frame.na.replace('a', undefined as unknown as string),
    'needs a new value for what it replaces, or null',
  ],
  [
    'a range beyond 64 bits',
    () => spark.range(0, 2n ** 63n),
    'range() takes 64-bit integers, not 9223372036854775808;',
  ],
  ['a range of text', () => spark.range('5' as unknown as number), 'range() takes 64-bit integers, not 5;'],
  ['half a seed', () => frame.sample(0.5, 1.5), 'A seed is a whole number of 64 bits, not 1.5.'],
  ['a weight below zero', () => frame.randomSplit([1, -1]), 'takes weights that are not negative, not 1, -1.'],
  ['no buckets', () => frame.write.bucketBy(0, 'id'), 'bucketBy() takes a number of buckets from 1, not 0.'],
  ['half a partition', () => frame.repartition(0.5), 'repartition() takes a whole number of rows'],
  ['text for the schema of text', () => spark.read.schema('a INT').json(frame), 'takes its schema as a StructType'],
])('%s is refused', (_name, use, message) => {
  expect(use).toThrow(IllegalArgumentException);
  expect(use).toThrow(message);
});

it('a value does not change', () => {
  const window = Window.partitionBy('a');
  const before = JSON.stringify(frame.select(fn.sum('id').over(window)).toPlan().toJSON());
  window.orderBy('b').rowsBetween(0, 1);
  const again = JSON.stringify(
    SparkSession.builder.offline().range(1).select(fn.sum('id').over(window)).toPlan().toJSON(),
  );
  expect(again.replaceAll(/"planId":"\d+"/g, '')).toBe(before.replaceAll(/"planId":"\d+"/g, ''));
  expect(Object.isFrozen(StorageLevel.DISK_ONLY)).toBe(true);
  expect(Object.isFrozen(Window)).toBe(true);
});

it('as many values as an array holds are no bad call', () => {
  const values = Array.from({ length: 150_000 }, (_, index) => fn.lit(index));
  expect(frame.filter(col('id').isin(values)).relation.relType.case).toBe('filter');
  expect(frame.select(fn.array(values), fn.struct(values)).relation.relType.case).toBe('project');
});

it('a plan with too many steps to be shown is refused by name', () => {
  let deep = frame.toDF('id');
  for (let step = 0; step < 3000; step++) deep = deep.limit(1);
  expect(() => deep.toPlan()).toThrow(IllegalArgumentException);
  expect(() => deep.toPlan()).toThrow('The plan has too many steps');
});
