import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { isReordered, rememberOrder, rowColumns, rowOf, rowValues } from './row.ts';

it.each<[string[], boolean]>([
  [['a', 'b'], false],
  [['1', '2', 'a'], false],
  [['2', '1'], true],
  [['a', '1'], true],
  [['a', '-1', '01', '1.5', '4294967295'], false],
  [['a', '4294967294'], true],
  [['__proto__', 'a'], false],
  [[], false],
])('JavaScript lists %j in another order: %s', (names, expected) => {
  expect(isReordered(names)).toBe(expected);
});

it('a row tells its columns in the order of their schema', () => {
  const row = rowOf([
    ['name', 'a'],
    ['2025', 5],
    ['2024', 4],
  ]);
  expect(Object.keys(row)).toEqual(['2024', '2025', 'name']);
  expect(rowColumns(row)).toEqual(['name', '2025', '2024']);
  expect(rowValues(row)).toEqual(['a', 5, 4]);
});

it('the order shows nowhere else', () => {
  const row = rememberOrder({ '1': 'x', a: null }, ['a', '1']);
  expect(row).toStrictEqual({ '1': 'x', a: null });
  expect(JSON.stringify(row)).toBe('{"1":"x","a":null}');
  expect(inspect(row)).toBe("{ '1': 'x', a: null }");
  expect(structuredClone(row)).toStrictEqual({ '1': 'x', a: null });
  expect(rowColumns({ ...row })).toEqual(['1', 'a']);
});

it('properties that came and went are counted', () => {
  const row: Record<string, unknown> = rememberOrder({ '1': 'x', a: null }, ['a', '1']);
  row['b'] = 7;
  delete row['1'];
  expect(rowColumns(row)).toEqual(['a', 'b']);
  delete row['a'];
  row['c'] = 8;
  expect(rowColumns(row)).toEqual(['b', 'c']);
});

it('any other object has its own keys', () => {
  expect(rowColumns({ b: 1, a: 2 })).toEqual(['b', 'a']);
  expect(rowValues({ b: 1, a: 2 })).toEqual([1, 2]);
});
