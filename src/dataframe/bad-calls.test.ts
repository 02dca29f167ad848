import { expect, it } from 'vitest';
import * as fn from '../functions.ts';
import { IllegalArgumentException, SparkSession, StorageLevel, Window, type Column } from '../index.ts';

const { col } = fn;
const spark = SparkSession.builder.offline();
const frame = spark.range(1);
const three = (x: Column, y: Column, z: Column): Column => x.plus(y).plus(z);
const notText = (value: unknown): string => value as string;

it.each<[string, () => unknown, string]>([
  ['when() on a plain column', () => col('a').when(col('b'), 1), 'when() can only be called on the result of when()'],
  ['a second otherwise()', () => fn.when(col('a'), 1).otherwise(2).otherwise(3), 'otherwise() can only be called on'],
  [
    'a window frame whose start is after its end',
    () => Window.rowsBetween(1, -1),
    'rowsBetween() needs a start that is not after its end, not 1 and -1.',
  ],
  ['a fractional row offset', () => Window.rowsBetween(0, 0.5), 'rowsBetween() needs 32-bit integers, not 0.5.'],
  ['a row offset over 32 bits', () => Window.rowsBetween(0, 2 ** 31), 'not 2147483648.'],
  [
    'a lambda without parameters',
    () => fn.transform('a', () => 1 as unknown as Column),
    'must take one or two columns, not 0.',
  ],
  [
    'a lambda that returns a number',
    () => fn.exists('a', () => 1 as unknown as Column),
    'The function for exists() must return a column, not number.',
  ],
  [
    'a lambda with three parameters instead of two',
    () => fn.filter('a', three as unknown as (x: Column) => Column),
    'not 3.',
  ],
  [
    'an omitted argument before others',
    () => fn.aes_encrypt('a', undefined as unknown as string, 'c'),
    'aes_encrypt() requires argument 2.',
  ],
  [
    'a date instead of a column name',
    () => frame.select(notText(new Date())),
    'Expected a column or a column name, got Date.',
  ],
  [
    'a JavaScript comparison as a condition',
    () => frame.filter(true as unknown as Column),
    "filter() needs a column or a SQL expression as its condition, not true. JavaScript operators do not create columns: write col('a').gt(1) and col('a').and(col('b')).",
  ],
  ['a missing condition', () => frame.filter(undefined as unknown as Column), 'as its condition, not undefined.'],
  ['a number as a condition', () => frame.where(1 as unknown as Column), 'where() needs a column or a SQL expression'],
  [
    'a boolean as the condition of when()',
    () => fn.when(false as unknown as Column, 1),
    'Expected a column, got false. JavaScript',
  ],
  ['a metric given by name', () => frame.observe('m', 'id' as unknown as Column), 'Expected a column, got string.'],
  [
    'a JavaScript comparison of a column',
    () => frame.filter(((col('id') as unknown as number) > 1) as unknown as Column),
    "JavaScript's operators do not work on columns: call a method instead, such as gt(), plus(), eq() or and().",
  ],
  [
    'a JavaScript sum of a column',
    () => frame.select((col('id') as unknown as number) + 1 + ''),
    'do not work on columns',
  ],
  [
    'an object without a prototype',
    () => frame.select(Object.create(null) as Column),
    'Expected a column or a column name, got object.',
  ],
  ['a second pivot', () => frame.groupBy('id').pivot('a').pivot('b'), 'can be pivoted only once'],
  [
    'a pivot of a rollup',
    () => frame.rollup('id').pivot('a'),
    'pivot() is supported only after groupBy(), not after rollup().',
  ],
  ['a pivot of a cube', () => frame.cube('id').pivot('a'), 'not after cube()'],
  ['an empty set of fill values', () => frame.na.fill({}), 'fill() needs a value for at least one column.'],
  [
    'null as a fill value',
    () => frame.na.fill({ id: null as unknown as number }),
    'needs a value to fill with, not null',
  ],
  [
    'replacing a number with a string',
    () => frame.na.replace(new Map<number, number | string>([[1, 'one']])),
    'replace() needs values of one type (strings, numbers or booleans; a new value may be null), not 1 with "one"',
  ],
  ['replacing a string with a number', () => frame.na.replace({ a: 1 }), 'not "a" with 1: cast the column first.'],
  ['old values of two types', () => frame.na.replace([1, 'a'], null), 'not 1 with "a"'],
  ['new values of two types', () => frame.na.replace({ a: 'b', c: true }), 'not "a" with true'],
  [
    'replacement lists of different lengths',
    () => frame.na.replace([1, 2], [3]),
    'as many new values as old ones, not 1 for 2.',
  ],
  [
    'object keys that may be numbers or strings',
    () => frame.na.replace({ 1: null }),
    'whether the object keys 1 are strings or numbers: use a Map.',
  ],
  [
    'object keys that may be booleans or strings',
    () => frame.na.replace({ true: null }),
    'are strings or booleans: use a Map.',
  ],
  [
    'replacing a number that no double can represent',
    () => frame.na.replace(2n ** 53n + 1n, 0),
    'which cannot represent 9007199254740993 exactly',
  ],
  [
    'a missing replacement value',
    () => frame.na.replace('a', undefined as unknown as string),
    'replace() needs a replacement value, or null',
  ],
  [
    'a range beyond 64 bits',
    () => spark.range(0, 2n ** 63n),
    'range() takes 64-bit integers, not 9223372036854775808;',
  ],
  ['a string as a range bound', () => spark.range('5' as unknown as number), 'range() takes 64-bit integers, not 5;'],
  ['a fractional seed', () => frame.sample(0.5, 1.5), 'A seed must be a 64-bit integer, not 1.5.'],
  [
    'a negative weight',
    () => frame.randomSplit([1, -1]),
    'randomSplit() needs non-negative weights with a positive sum, not 1, -1.',
  ],
  [
    'zero buckets',
    () => frame.write.bucketBy(0, 'id'),
    'bucketBy() needs a positive integer as the number of buckets, not 0.',
  ],
  ['a fractional number of partitions', () => frame.repartition(0.5), 'repartition() needs an integer from 0'],
  [
    'a DDL string as the schema of JSON in a DataFrame',
    () => spark.read.schema('a INT').json(frame),
    'needs a StructType as its schema',
  ],
])('rejects %s', (_name, use, message) => {
  expect(use).toThrow(IllegalArgumentException);
  expect(use).toThrow(message);
});

it('windows and storage levels are immutable', () => {
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

it('isin, array and struct accept more values than a call has room for', () => {
  const values = Array.from({ length: 150_000 }, (_, index) => fn.lit(index));
  expect(frame.filter(col('id').isin(values)).relation.relType.case).toBe('filter');
  expect(frame.select(fn.array(values), fn.struct(values)).relation.relType.case).toBe('project');
});

it('toPlan rejects a plan with too many steps with a clear message', () => {
  let deep = frame.toDF('id');
  for (let step = 0; step < 30_000; step++) deep = deep.limit(1);
  expect(() => deep.toPlan()).toThrow(IllegalArgumentException);
  expect(() => deep.toPlan()).toThrow('The plan has too many steps');
});
