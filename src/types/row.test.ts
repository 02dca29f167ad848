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
])('isReordered() for the names %j returns %s', (names, expected) => {
  expect(isReordered(names)).toBe(expected);
});

it('rowColumns() and rowValues() return the columns in the order of the schema', () => {
  const row = rowOf([
    ['name', 'a'],
    ['2025', 5],
    ['2024', 4],
  ]);
  expect(Object.keys(row)).toEqual(['2024', '2025', 'name']);
  expect(rowColumns(row)).toEqual(['name', '2025', '2024']);
  expect(rowValues(row)).toEqual(['a', 5, 4]);
});

it('the stored order is not visible anywhere else', () => {
  const row = rememberOrder({ '1': 'x', a: null }, ['a', '1']);
  expect(row).toStrictEqual({ '1': 'x', a: null });
  expect(JSON.stringify(row)).toBe('{"1":"x","a":null}');
  expect(inspect(row)).toBe("{ '1': 'x', a: null }");
  expect(structuredClone(row)).toStrictEqual({ '1': 'x', a: null });
  expect(rowColumns({ ...row })).toEqual(['1', 'a']);
});

it('rowColumns() includes added properties and omits deleted ones', () => {
  const row: Record<string, unknown> = rememberOrder({ '1': 'x', a: null }, ['a', '1']);
  row['b'] = 7;
  delete row['1'];
  expect(rowColumns(row)).toEqual(['a', 'b']);
  delete row['a'];
  row['c'] = 8;
  expect(rowColumns(row)).toEqual(['b', 'c']);
});

it('rowColumns() returns the keys of any other object', () => {
  expect(rowColumns({ b: 1, a: 2 })).toEqual(['b', 'a']);
  expect(rowValues({ b: 1, a: 2 })).toEqual([1, 2]);
});
