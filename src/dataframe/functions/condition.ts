import { callFunction } from '../../plan/expression.ts';
import type { ArgumentsValues, BranchValue, Derived, ValueFrom } from '../row-types/column-values.ts';
import { Column, literalOrExpression, type ColumnOrLiteral, type ColumnOrName } from '../column.ts';
import { call, text, type Argument } from './call.ts';

/**
 * A value where a condition is true; goes on with `.when(…)` and ends with `.otherwise(…)`, without which it is null elsewhere.
 *
 * @example
 * ```ts
 * import { col, when } from 'spark-connect-ts/functions';
 *
 * const size = when(col('n').lt(10), 'small').when(col('n').lt(100), 'medium').otherwise('large');
 * ```
 */
export function when<const V extends ColumnOrLiteral>(
  condition: Column,
  value: V,
): Column<ValueFrom<'branches', [BranchValue<V>]>> {
  return new Column(callFunction('when', [Column.toExpression(condition), literalOrExpression(value)]));
}

/** The first of the columns that is not null. */
export const coalesce = <const A extends readonly Argument[]>(
  ...columns: A
): Column<Derived<'first', ArgumentsValues<A>>> => call('coalesce', ...columns);
/** The second column where the first is null. */
export const ifnull = <const A extends Argument, const B extends Argument>(
  column: A,
  other: B,
): Column<Derived<'first', ArgumentsValues<readonly [A, B]>>> => call('ifnull', column, other);
/** The second column where the first is null. */
export const nvl = <const A extends Argument, const B extends Argument>(
  column: A,
  other: B,
): Column<Derived<'first', ArgumentsValues<readonly [A, B]>>> => call('nvl', column, other);
/** The second column where the first is not null, the third where it is. */
export const nvl2 = <const A extends Argument, const B extends Argument>(
  column: Argument,
  notNull: A,
  isNull: B,
): Column<Derived<'choice', ArgumentsValues<readonly [A, B]>>> => call('nvl2', column, notNull, isNull);
/** Null where both are equal, else the first. */
export const nullif = <const A extends Argument>(
  column: A,
  other: Argument,
): Column<Derived<'branches', ArgumentsValues<readonly [A]>>> => call('nullif', column, other);
/** The second column where the first is NaN. */
export const nanvl = (column: Argument, other: Argument): Column => call('nanvl', column, other);
/** The greatest of two or more columns, nulls left out. */
export const greatest = <const A extends readonly Argument[]>(
  ...columns: A
): Column<Derived<'first', ArgumentsValues<A>>> => call('greatest', ...columns);
/** The least of two or more columns, nulls left out. */
export const least = <const A extends readonly Argument[]>(
  ...columns: A
): Column<Derived<'first', ArgumentsValues<A>>> => call('least', ...columns);
/** Whether the column is null. */
export const isnull = (column: ColumnOrName): Column<boolean> => call('isNull', column);
/** Whether the column is not null. */
export const isnotnull = (column: ColumnOrName): Column<boolean> => call('isnotnull', column);
/** Whether the column is the floating-point NaN. */
export const isnan = (column: ColumnOrName): Column<boolean> => call('isNaN', column);
/** Equality in which null equals null. */
export const equal_null = (column: ColumnOrName, other: ColumnOrName): Column<boolean> =>
  call('equal_null', column, other);
/** Null where the condition is true; fails the query, with a message if given, where it is not. */
export const assert_true = (condition: ColumnOrName, message?: Column | string): Column =>
  call('assert_true', condition, text(message));
/** Fails the query with a message. */
export const raise_error = (message: Column | string): Column => call('raise_error', text(message));
