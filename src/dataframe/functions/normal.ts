import { attribute, sqlExpression } from '../../plan/expression.ts';
import { literal, type LiteralValue } from '../../plan/literal.ts';
import { Column, type ColumnOrName } from '../column.ts';
import { call } from './call.ts';

/**
 * A column by name; `a.b` is a field, `*` all columns, and a name with a dot in it is written in backticks.
 *
 * @example
 * ```ts
 * import { col } from 'spark-connect-ts/functions';
 *
 * const adult = col('age').geq(18);
 * ```
 */
export function col(name: string): Column {
  return new Column(attribute(name));
}

/** A column with the same value in every row; a column is returned as it is. */
export function lit(value: Column | LiteralValue): Column {
  return value instanceof Column ? value : new Column(literal(value));
}

/** A column from SQL's words, such as `price * 1.19`. */
export function expr(sql: string): Column {
  return new Column(sqlExpression(sql));
}

/** The first of the columns that is not null. */
export const coalesce = (...columns: ColumnOrName[]): Column => call('coalesce', ...columns);
/** A struct with a field for each column. */
export const struct = (...columns: ColumnOrName[]): Column => call('struct', ...columns);
/** An array with an element for each column. */
export const array = (...columns: ColumnOrName[]): Column => call('array', ...columns);
