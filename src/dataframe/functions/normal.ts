import { attribute, callNamedFunction, sqlExpression } from '../../plan/expression.ts';
import { listed } from '../../plan/listed.ts';
import { literal, type LiteralValue } from '../../plan/literal.ts';
import { typedLiteral } from '../../plan/typed-literal.ts';
import type { DataType } from '../../types/data-type.ts';
import type { NameOf } from '../row-types/column-names.ts';
import type { Field } from '../row-types/column-values.ts';
import type { LiteralOf } from '../row-types/literal-types.ts';
import { Column, columnOrName, type ColumnOrName } from '../column.ts';
import type { ValueOf } from '../row-types/row-types.ts';
import { call, callAll, type Argument } from './call.ts';

/**
 * Returns a column by name. `a.b` selects a field and `*` all columns; enclose a name that contains a dot in backticks.
 *
 * @example
 * ```ts
 * import { col } from 'spark-connect-ts/functions';
 *
 * const adult = col('age').geq(18);
 * ```
 */
export function col<const Name extends string>(name: Name): Column<Field<Name>, NameOf<Name>> {
  return new Column(attribute(name));
}

/**
 * Returns a column with the same value in every row; a column is returned unchanged. Arrays, Maps and plain objects
 * become arrays, maps and structs. If `type` is given, the literal has exactly that type.
 *
 * @example
 * ```ts
 * import { DataTypes } from 'spark-connect-ts';
 * import { lit } from 'spark-connect-ts/functions';
 *
 * const columns = [lit(1), lit(1n), lit([1, 2]), lit({ x: 0.5 }), lit(1, DataTypes.ShortType)];
 * ```
 *
 * @throws IllegalArgumentException when the value has no exact representation in `type`, or in any Spark type if `type` is omitted.
 */
export function lit<T extends DataType>(value: LiteralValue, type: T): Column<ValueOf<T> | null>;
export function lit<T>(value: Column<T>): Column<T>;
export function lit<const T extends LiteralValue>(value: T): Column<LiteralOf<T>>;
export function lit(value: Column | LiteralValue): Column;
export function lit(value: Column | LiteralValue, type?: DataType): Column {
  if (value instanceof Column) return value;
  return new Column(type ? typedLiteral(value, type) : literal(value));
}

/** Returns a column from a SQL expression, such as `price * 1.19`. */
export function expr(sql: string): Column {
  return new Column(sqlExpression(sql));
}

/** Returns a struct with one field per column. */
export const struct = (...columns: readonly ColumnOrName[] | [readonly ColumnOrName[]]): Column =>
  callAll('struct', spread(columns));
/** Returns a struct of alternating names and values. The names are literals. */
export const named_struct = (...namesAndValues: readonly ColumnOrName[]): Column =>
  call('named_struct', ...namesAndValues);

/** Calls a function by name: built-in, registered in the session, or in a catalog, such as `spark_catalog.db.f`. */
export function call_function(name: string, ...columns: readonly ColumnOrName[]): Column {
  return new Column(callNamedFunction(name, columns.map(columnOrName)));
}

/**
 * Calls a function registered in the session, such as a Java class registered with `spark.udf.registerJavaFunction`.
 */
export const call_udf = (name: string, ...columns: readonly ColumnOrName[]): Column => call(name, ...columns);

/** Marks a DataFrame as small enough to be sent to every executor in a join. */
export function broadcast<Frame extends { hint(name: string): Frame }>(frame: Frame): Frame {
  return frame.hint('broadcast');
}

/** Returns the columns, which are given one by one or as an array. */
export function spread(columns: readonly Argument[] | [readonly ColumnOrName[]]): readonly Argument[] {
  return listed(columns as readonly Argument[]);
}
