import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { isSortOrder, sortOrder, type Expression } from '../../plan/expression.ts';
import { listed } from '../../plan/listed.ts';
import { Column, columnOrName, type ColumnOrName } from '../column.ts';

/** In which directions to sort, in place of `asc()` and `desc()` on the columns. */
export interface SortOptions {
  /** Whether all columns, or each of them, sort ascending; true unless set. */
  readonly ascending?: boolean | readonly boolean[];
}

/** Columns one by one or in an array, and perhaps options after them. */
export type SortArguments = readonly (ColumnOrName | readonly ColumnOrName[] | SortOptions | undefined)[];

/** @throws IllegalArgumentException for options that do not fit the columns. */
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
    throw new IllegalArgumentException(`${method}() has the option ascending, not ${unknown.join(', ')}.`);
  }
  const { ascending = true } = options;
  const all = isList(ascending) ? ascending : Array.from({ length: count }, () => ascending);
  if (all.some((each) => typeof each !== 'boolean')) {
    throw new IllegalArgumentException(`${method}() takes true or false, or an array of them, for ascending.`);
  }
  if (all.length === count) return all;
  throw new IllegalArgumentException(
    `${method}() takes one direction for each column, not ${all.length} for ${count} columns.`,
  );
}

function isList(value: boolean | readonly boolean[]): value is readonly boolean[] {
  return Array.isArray(value);
}

/** Descending with nulls last, as Spark does. */
function descending(method: string, column: Expression): Expression {
  if (!isSortOrder(column)) return sortOrder(column, 'descending', 'nulls_last');
  throw new IllegalArgumentException(
    `${method}() got a column with a direction of its own and ascending: false; say it in one place.`,
  );
}
