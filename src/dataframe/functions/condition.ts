import { callFunction } from '../../plan/expression.ts';
import type { ArgumentsValues, BranchValue, Derived, ValueFrom } from '../row-types/column-values.ts';
import { Column, literalOrExpression, type ColumnOrLiteral, type ColumnOrName } from '../column.ts';
import { call, text, type Argument } from './call.ts';

/**
 * Returns a value where a condition is true. Chain `.when(…)` to add conditions and `.otherwise(…)` to set the value
 * for all other rows, which is null by default.
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

/** Returns the first non-null value of the columns. */
export const coalesce = <const A extends readonly Argument[]>(
  ...columns: A
): Column<Derived<'first', ArgumentsValues<A>>> => call('coalesce', ...columns);
/** Returns `other` if the first column is null, and the first column otherwise. */
export const ifnull = <const A extends Argument, const B extends Argument>(
  column: A,
  other: B,
): Column<Derived<'first', ArgumentsValues<readonly [A, B]>>> => call('ifnull', column, other);
/** Returns `other` if the first column is null. Alias of {@link ifnull}. */
export const nvl = <const A extends Argument, const B extends Argument>(
  column: A,
  other: B,
): Column<Derived<'first', ArgumentsValues<readonly [A, B]>>> => call('nvl', column, other);
/** Returns `notNull` if the first column is not null, and `isNull` otherwise. */
export const nvl2 = <const A extends Argument, const B extends Argument>(
  column: Argument,
  notNull: A,
  isNull: B,
): Column<Derived<'choice', ArgumentsValues<readonly [A, B]>>> => call('nvl2', column, notNull, isNull);
/** Returns null if both columns are equal, and the first column otherwise. */
export const nullif = <const A extends Argument>(
  column: A,
  other: Argument,
): Column<Derived<'branches', ArgumentsValues<readonly [A]>>> => call('nullif', column, other);
/** Returns `other` if the first column is NaN, and the first column otherwise. */
export const nanvl = (column: Argument, other: Argument): Column => call('nanvl', column, other);
/** Returns the largest value of two or more columns; nulls are skipped. */
export const greatest = <const A extends readonly Argument[]>(
  ...columns: A
): Column<Derived<'first', ArgumentsValues<A>>> => call('greatest', ...columns);
/** Returns the smallest value of two or more columns; nulls are skipped. */
export const least = <const A extends readonly Argument[]>(
  ...columns: A
): Column<Derived<'first', ArgumentsValues<A>>> => call('least', ...columns);
/** Returns whether the column is null. */
export const isnull = (column: ColumnOrName): Column<boolean> => call('isNull', column);
/** Returns whether the column is not null. */
export const isnotnull = (column: ColumnOrName): Column<boolean> => call('isnotnull', column);
/** Returns whether the column is NaN. */
export const isnan = (column: ColumnOrName): Column<boolean> => call('isNaN', column);
/** Returns whether the columns are equal, with null equal to null. */
export const equal_null = (column: ColumnOrName, other: ColumnOrName): Column<boolean> =>
  call('equal_null', column, other);
/** Returns null if the condition is true, and otherwise fails the query, with the message if one is given. */
export const assert_true = (condition: ColumnOrName, message?: Column | string): Column =>
  call('assert_true', condition, text(message));
/** Fails the query with a message. */
export const raise_error = (message: Column | string): Column => call('raise_error', text(message));
