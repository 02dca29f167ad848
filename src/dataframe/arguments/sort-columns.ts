import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { isSortOrder, sortOrder, type Expression } from '../../plan/expression.ts';
import { listed } from '../../plan/listed.ts';
import { Column, columnOrName, type ColumnOrName } from '../column.ts';

/** The sort directions, as an alternative to `asc()` and `desc()` on the columns. */
export interface SortOptions {
  /** Whether to sort all columns, or each of them, in ascending order. Default: true. */
  readonly ascending?: boolean | readonly boolean[];
}

/** Columns, one by one or in an array, optionally followed by options. */
export type SortArguments = readonly (ColumnOrName | readonly ColumnOrName[] | SortOptions | undefined)[];

/** @throws IllegalArgumentException when the options do not match the columns. */
export function sortColumns(method: string, args: SortArguments): Expression[] {
  const last = args.at(-1);
  const hasOptions = isOptions(last) || (last === undefined && args.length > 1);
  const given = (hasOptions ? args.slice(0, -1) : args) as readonly ColumnOrName[];
  const columns = listed(given).map(columnOrName);
  if (!isOptions(last)) return columns;
  const ascending = ascendingOf(method, last, columns.length);
  return columns.map((column, index) => (ascending[index] === false ? descending(method, column) : column));
}

function isOptions(value: SortArguments[number]): value is SortOptions {
  return (
    typeof value === 'object' && !Array.isArray(value) && !(value instanceof Column) && (value as unknown) !== null
  );
}

function ascendingOf(method: string, options: SortOptions, count: number): readonly boolean[] {
  const unknown = Object.keys(options).filter((name) => name !== 'ascending');
  if (unknown.length > 0) {
    throw new IllegalArgumentException(`${method}() supports only the option ascending, not ${unknown.join(', ')}.`);
  }
  const { ascending = true } = options;
  const all = isList(ascending) ? ascending : Array.from({ length: count }, () => ascending);
  if (all.some((each) => typeof each !== 'boolean')) {
    throw new IllegalArgumentException(`${method}() needs a boolean or an array of booleans for ascending.`);
  }
  if (all.length === count) return all;
  throw new IllegalArgumentException(
    `${method}() needs one direction per column, not ${all.length} for ${count} columns.`,
  );
}

function isList(value: boolean | readonly boolean[]): value is readonly boolean[] {
  return Array.isArray(value);
}

/** Returns a descending order with nulls last, Spark's default. */
function descending(method: string, column: Expression): Expression {
  if (!isSortOrder(column)) return sortOrder(column, 'descending', 'nulls_last');
  throw new IllegalArgumentException(
    `${method}() got a column that already has a direction, and ascending: false. Set the direction in one place only.`,
  );
}
