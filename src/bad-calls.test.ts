import { expect, it } from 'vitest';
import * as fn from './functions.ts';
import { IllegalArgumentException, SparkSession, StorageLevel, Window, type Column } from './index.ts';

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
  ['two pivots', () => frame.groupBy('id').pivot('a').pivot('b'), 'can be pivoted once only'],
  ['no values to fill with', () => frame.na.fill({}), 'fill() needs a value for at least one column.'],
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
