// Long because it is a single class with all of Spark's methods, each only a few lines.
import {
  alias,
  attribute,
  callFunction,
  cast,
  extractValue,
  openBranches,
  sortOrder,
  sqlExpression,
  updateField,
  type Expression,
  type NullOrdering,
  type SortDirection,
} from '../plan/expression.ts';
import { listed } from '../plan/listed.ts';
import { literal, type LiteralValue } from '../plan/literal.ts';
import { overWindow } from '../plan/window.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import type { CastValue } from './row-types/cast-value.ts';
import type { BranchValue, Derived, OperandValue, ValueFrom } from './row-types/column-values.ts';
import type { WindowSpec } from './window-spec.ts';

/** A column, or a column name, for parameters in which a string is a name. */
export type ColumnOrName = Column | string;
/** A column, or a literal, for parameters in which any other value is a literal. */
export type ColumnOrLiteral = Column | LiteralValue;

/**
 * A column expression. Columns are immutable: each method returns a new column, and nothing is computed until an action
 * runs.
 *
 * Methods take strings as literals, as in Spark: `col('a').eq('b')` compares with the string `b`. The type parameters
 * are the JavaScript value type and the result name, as far as known.
 *
 * @example
 * ```ts
 * import { col } from 'spark-connect-ts/functions';
 *
 * const total = col('quantity').multiply(col('unit_price')).cast('decimal(12,2)').alias('total');
 * ```
 */
export class Column<out T = unknown, out Name extends string = string> {
  /** @internal Exists only at the type level. */
  declare protected readonly value?: T;
  /** @internal Exists only at the type level. */
  declare protected readonly columnName?: Name;
  readonly #expression: Expression;

  /** @internal Use `col()`, another function or `DataFrame.col()`. */
  constructor(expression: Expression) {
    this.#expression = expression;
  }

  /** @internal */
  static toExpression(this: void, column: Column): Expression {
    if (column instanceof Column) return column.#expression;
    throw new IllegalArgumentException(`Expected a column, got ${describe(column)}.${operatorHint(column)}`);
  }

  /**
   * Called by JavaScript operators, which do not work on columns.
   *
   * @throws IllegalArgumentException always.
   */
  valueOf(): never {
    throw new IllegalArgumentException(
      "JavaScript's operators do not work on columns: call a method instead, such as gt(), plus(), eq() or and().",
      { errorClass: 'CANNOT_CONVERT_COLUMN_INTO_BOOL' },
    );
  }

  // Aliases and casts

  /** Renames the column. */
  alias<const N extends string>(name: N, options?: AliasOptions): Column<T, N>;
  /** Names the output columns of an expression that has several, such as `inline`. */
  alias(...names: readonly string[]): Column;
  alias(...given: readonly (string | AliasOptions | undefined)[]): Column {
    const names = given.filter((name) => typeof name === 'string');
    if (names.length === 0) throw new IllegalArgumentException('alias() needs at least one name.');
    const options = given.find((option) => typeof option === 'object');
    return new Column(alias(this.#expression, names, options?.metadata && JSON.stringify(options.metadata)));
  }

  /**
   * Casts the column to another type, given as a {@link DataType} or a DDL string. Values that cannot be converted
   * become null unless ANSI mode is on.
   */
  cast<const Type extends DataType | string>(type: Type): Column<CastValue<Type>, CastName<Name>> {
    return new Column(cast(this.#expression, type));
  }

  // Comparisons

  /** Returns whether both values are equal, or null if either is null. */
  eq(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('=', other);
  }

  /** Returns whether the values differ, or null if either is null. */
  notEqual(other: ColumnOrLiteral): Column<boolean | null> {
    return this.eq(other).not();
  }

  /** Returns whether both values are equal, with null equal to null. The result is never null. */
  eqNullSafe(other: ColumnOrLiteral): Column<boolean> {
    return this.#call('<=>', other);
  }

  /** Returns whether the value is less than the other. */
  lt(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('<', other);
  }

  /** Returns whether the value is less than or equal to the other. */
  leq(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('<=', other);
  }

  /** Returns whether the value is greater than the other. */
  gt(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('>', other);
  }

  /** Returns whether the value is greater than or equal to the other. */
  geq(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('>=', other);
  }

  /** Returns whether the value is between the bounds, both inclusive. */
  between(lower: ColumnOrLiteral, upper: ColumnOrLiteral): Column<boolean | null> {
    return this.geq(lower).and(this.leq(upper));
  }

  /** Returns whether the value is one of the given values, passed one by one or as an array. */
  isin(...values: readonly ColumnOrLiteral[] | [readonly ColumnOrLiteral[]]): Column<boolean | null> {
    // The array is not spread into the arguments of a call, because the stack limits their number.
    const expressions = listed(values as readonly ColumnOrLiteral[]).map(literalOrExpression);
    return new Column(callFunction('in', [this.#expression, ...expressions]));
  }

  /** Returns whether the value is null. */
  isNull(): Column<boolean> {
    return this.#call('isNull');
  }

  /** Returns whether the value is not null. */
  isNotNull(): Column<boolean> {
    return this.#call('isNotNull');
  }

  /** Returns whether the value is NaN. */
  isNaN(): Column<boolean> {
    return this.#call('isNaN');
  }

  // Arithmetic, logical and bitwise operators

  /** Returns the sum. Also adds an interval to a date or timestamp. */
  plus<const O extends ColumnOrLiteral>(other: O): Column<Derived<'add', [T, OperandValue<O>]>> {
    return this.#call('+', other);
  }

  /** Returns the difference. Also subtracts dates and timestamps. */
  minus<const O extends ColumnOrLiteral>(other: O): Column<Derived<'add', [T, OperandValue<O>]>> {
    return this.#call('-', other);
  }

  /** Returns the product. */
  multiply<const O extends ColumnOrLiteral>(other: O): Column<Derived<'add', [T, OperandValue<O>]>> {
    return this.#call('*', other);
  }

  /**
   * Returns the quotient, which is fractional even for integers. Division by zero gives null unless ANSI mode is on.
   */
  divide<const O extends ColumnOrLiteral>(other: O): Column<Derived<'divide', [T, OperandValue<O>]>> {
    return this.#call('/', other);
  }

  /** Returns the remainder, with the sign of the dividend. */
  mod<const O extends ColumnOrLiteral>(other: O): Column<Derived<'remainder', [T, OperandValue<O>]>> {
    return this.#call('%', other);
  }

  /** Returns the value raised to the power of the other. */
  pow(other: ColumnOrLiteral): Column<number | null> {
    return this.#call('power', other);
  }

  /** Returns the negated value. */
  negate(): Column<Derived<'signed', [T]>> {
    return this.#call('negative');
  }

  /** Returns whether both values are true. */
  and(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('and', other);
  }

  /** Returns whether at least one of the values is true. */
  or(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('or', other);
  }

  /** Returns whether the value is false. */
  not(): Column<boolean | null> {
    return this.#call('!');
  }

  /** Returns the bitwise AND of both values. */
  bitwiseAND<const O extends ColumnOrLiteral>(other: O): Column<Derived<'bits', [T, OperandValue<O>]>> {
    return this.#call('&', other);
  }

  /** Returns the bitwise OR of both values. */
  bitwiseOR<const O extends ColumnOrLiteral>(other: O): Column<Derived<'bits', [T, OperandValue<O>]>> {
    return this.#call('|', other);
  }

  /** Returns the bitwise XOR of both values. */
  bitwiseXOR<const O extends ColumnOrLiteral>(other: O): Column<Derived<'bits', [T, OperandValue<O>]>> {
    return this.#call('^', other);
  }

  // Strings

  /**
   * Returns whether the string matches a SQL LIKE pattern, in which `%` matches any characters and `_` a single one.
   */
  like(pattern: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('like', pattern);
  }

  /** Like {@link like}, but ignores case. */
  ilike(pattern: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('ilike', pattern);
  }

  /** Returns whether a Java regular expression matches any part of the string. */
  rlike(pattern: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('rlike', pattern);
  }

  /** Returns whether the string starts with a prefix. */
  startsWith(prefix: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('startswith', prefix);
  }

  /** Returns whether the string ends with a suffix. */
  endsWith(suffix: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('endswith', suffix);
  }

  /** Returns whether the string contains another string. */
  contains(text: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('contains', text);
  }

  /** Returns the substring, or slice of bytes, that starts at a position, counted from 1. */
  substr(start: Column | number, length: Column | number): Column {
    return this.#call('substr', start, length);
  }

  // Structs, arrays and maps

  /** Returns a struct field by name. */
  getField(name: string): Column {
    return new Column(extractValue(this.#expression, literal(name)));
  }

  /** Returns the array element at an index, counted from 0, or the map value for a key. */
  getItem(key: ColumnOrLiteral): Column {
    return new Column(extractValue(this.#expression, literalOrExpression(key)));
  }

  /** Returns the struct with a field added or replaced. `a.b` addresses the field `b` of the field `a`. */
  withField(name: string, value: ColumnOrLiteral): Column {
    return new Column(updateField(this.#expression, name, literalOrExpression(value)));
  }

  /** Returns the struct without these fields. */
  dropFields(...names: readonly string[]): Column {
    return new Column(listed<string>(names).reduce((struct, name) => updateField(struct, name), this.#expression));
  }

  // Conditional branches and windows

  /** Adds a branch to a `when(…)`: the value applies if the condition is true and no earlier condition was. */
  when<const V extends ColumnOrLiteral>(
    condition: Column,
    value: V,
  ): Column<ValueFrom<'branches', [BranchOf<T> | BranchValue<V>]>> {
    return new Column(
      callFunction('when', [...this.#branches('when'), condition.#expression, literalOrExpression(value)]),
    );
  }

  /** Sets the value of a `when(…)` for rows in which no condition is true. Default: null. */
  otherwise<const V extends ColumnOrLiteral>(value: V): Column<Derived<'choice', [BranchOf<T>, OperandValue<V>]>> {
    return new Column(callFunction('when', [...this.#branches('otherwise'), literalOrExpression(value)]));
  }

  /** Evaluates an aggregate or ranking function over a window for each row. Default: all rows. */
  over(window?: WindowSpec): Column<T> {
    return new Column(overWindow(this.#expression, window?.parts));
  }

  // Sort orders

  /** Returns an ascending sort order with nulls first, Spark's default. */
  asc(): Column {
    return this.#sorted('ascending', 'nulls_first');
  }

  /** Returns an ascending sort order with nulls first. Alias of {@link asc}. */
  asc_nulls_first(): Column {
    return this.#sorted('ascending', 'nulls_first');
  }

  /** Returns an ascending sort order with nulls last. */
  asc_nulls_last(): Column {
    return this.#sorted('ascending', 'nulls_last');
  }

  /** Returns a descending sort order with nulls last, Spark's default. */
  desc(): Column {
    return this.#sorted('descending', 'nulls_last');
  }

  /** Returns a descending sort order with nulls first. */
  desc_nulls_first(): Column {
    return this.#sorted('descending', 'nulls_first');
  }

  /** Returns a descending sort order with nulls last. Alias of {@link desc}. */
  desc_nulls_last(): Column {
    return this.#sorted('descending', 'nulls_last');
  }

  #branches(method: string): readonly Expression[] {
    const branches = openBranches(this.#expression);
    if (branches) return branches;
    throw new IllegalArgumentException(
      `${method}() can only be called on the result of when(), before any otherwise().`,
    );
  }

  #call<V>(name: string, ...args: readonly ColumnOrLiteral[]): Column<V> {
    return new Column(callFunction(name, [this.#expression, ...args.map(literalOrExpression)]));
  }

  #sorted(direction: SortDirection, nulls: NullOrdering): Column {
    return new Column(sortOrder(this.#expression, direction, nulls));
  }
}

/** A cast keeps the name of a column, but not that of a function call, such as `sum(amount)`. */
type CastName<Name extends string> = Name extends `${string}(${string}` ? string : Name;

/** The value type of the branches of a `when(…)` so far. */
type BranchOf<T> = T extends ValueFrom<'branches', readonly [infer V]> ? V : unknown;

/** Options of {@link Column.alias}. */
export interface AliasOptions {
  /** Custom metadata that Spark stores with the column in the schema. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Converts an argument to an expression; a string is a column name. */
export function columnOrName(value: ColumnOrName): Expression {
  if (value instanceof Column) return Column.toExpression(value);
  if (typeof value === 'string') return attribute(value);
  throw new IllegalArgumentException(`Expected a column or a column name, got ${describe(value)}.`);
}

/** Converts an argument to an expression; a string, like any other value, is a literal. */
export function literalOrExpression(value: ColumnOrLiteral): Expression {
  return value instanceof Column ? Column.toExpression(value) : literal(value);
}

/** Converts a condition, given as a column or a SQL expression. */
export function conditionOf(method: string, condition: Column | string): Expression {
  if (typeof condition === 'string') return sqlExpression(condition);
  if (condition instanceof Column) return Column.toExpression(condition);
  throw new IllegalArgumentException(
    `${method}() needs a column or a SQL expression as its condition, not ${describe(condition)}.${operatorHint(condition)}`,
  );
}

function describe(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return typeof value;
  return value === null ? 'null' : ((value as { constructor?: { name: string } }).constructor?.name ?? 'object');
}

/** Explains the most common reason for a boolean in place of a column. */
function operatorHint(value: unknown): string {
  if (typeof value !== 'boolean') return '';
  return " JavaScript operators do not create columns: write col('a').gt(1) and col('a').and(col('b')).";
}
