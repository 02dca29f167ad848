// Long, because it is one class with Spark's methods, a line or three each.
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

/** A column, or a name where Spark takes a string for a column. */
export type ColumnOrName = Column | string;
/** A column, or a value where Spark takes anything else for a literal. */
export type ColumnOrLiteral = Column | LiteralValue;

/**
 * An expression over columns. A value: each method returns a new column, and nothing is computed before an action.
 *
 * Methods take strings for literals, as in Spark: `col('a').eq('b')` compares with the text `b`. The type parameters are
 * the JavaScript value and the name in a result, as far as they are known.
 *
 * @example
 * ```ts
 * import { col } from 'spark-connect-ts/functions';
 *
 * const total = col('quantity').multiply(col('unit_price')).cast('decimal(12,2)').alias('total');
 * ```
 */
export class Column<out T = unknown, out Name extends string = string> {
  /** @internal Only for the compiler. */
  declare protected readonly value?: T;
  /** @internal Only for the compiler. */
  declare protected readonly columnName?: Name;
  readonly #expression: Expression;

  /** @internal Columns come from functions and DataFrames. */
  constructor(expression: Expression) {
    this.#expression = expression;
  }

  /** @internal */
  static toExpression(this: void, column: Column): Expression {
    if (column instanceof Column) return column.#expression;
    throw new IllegalArgumentException(`Expected a column, got ${describe(column)}.${operatorHint(column)}`);
  }

  /** What JavaScript's operators ask for, which cannot compute with columns. @throws IllegalArgumentException always. */
  valueOf(): never {
    throw new IllegalArgumentException(
      "JavaScript's operators do not work on columns: call a method instead, such as gt(), plus(), eq() or and().",
      { errorClass: 'CANNOT_CONVERT_COLUMN_INTO_BOOL' },
    );
  }

  // Names and types

  /** The same values under another name. */
  alias<const N extends string>(name: N, options?: AliasOptions): Column<T, N>;
  /** Several names, for an expression with several columns such as `inline`. */
  alias(...names: readonly string[]): Column;
  alias(...given: readonly (string | AliasOptions | undefined)[]): Column {
    const names = given.filter((name) => typeof name === 'string');
    if (names.length === 0) throw new IllegalArgumentException('alias() needs at least one name.');
    const options = given.find((option) => typeof option === 'object');
    return new Column(alias(this.#expression, names, options?.metadata && JSON.stringify(options.metadata)));
  }

  /** Converts to another type, given as a {@link DataType} or in SQL's words; what does not convert becomes null (unless ANSI mode is on). */
  cast<const Type extends DataType | string>(type: Type): Column<CastValue<Type>, CastName<Name>> {
    return new Column(cast(this.#expression, type));
  }

  // Comparisons

  /** Whether both are equal; null where one of them is. */
  eq(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('=', other);
  }

  /** Whether both differ; null where one of them is. */
  notEqual(other: ColumnOrLiteral): Column<boolean | null> {
    return this.eq(other).not();
  }

  /** Equality in which null equals null: never null itself. */
  eqNullSafe(other: ColumnOrLiteral): Column<boolean> {
    return this.#call('<=>', other);
  }

  /** Whether the value is less. */
  lt(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('<', other);
  }

  /** Whether the value is less or equal. */
  leq(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('<=', other);
  }

  /** Whether the value is greater. */
  gt(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('>', other);
  }

  /** Whether the value is greater or equal. */
  geq(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('>=', other);
  }

  /** Whether the value is between the two, both included. */
  between(lower: ColumnOrLiteral, upper: ColumnOrLiteral): Column<boolean | null> {
    return this.geq(lower).and(this.leq(upper));
  }

  /** Whether the value is one of these, given one by one or as an array. */
  isin(...values: readonly ColumnOrLiteral[] | [readonly ColumnOrLiteral[]]): Column<boolean | null> {
    // Not spread into a call, which takes no more arguments than the stack holds.
    const expressions = listed(values as readonly ColumnOrLiteral[]).map(literalOrExpression);
    return new Column(callFunction('in', [this.#expression, ...expressions]));
  }

  /** Whether the value is null. */
  isNull(): Column<boolean> {
    return this.#call('isNull');
  }

  /** Whether the value is not null. */
  isNotNull(): Column<boolean> {
    return this.#call('isNotNull');
  }

  /** Whether the value is the floating-point NaN. */
  isNaN(): Column<boolean> {
    return this.#call('isNaN');
  }

  // Arithmetic, logic and bits

  /** The sum, also of a date and an interval. */
  plus<const O extends ColumnOrLiteral>(other: O): Column<Derived<'add', [T, OperandValue<O>]>> {
    return this.#call('+', other);
  }

  /** The difference, also of dates and times. */
  minus<const O extends ColumnOrLiteral>(other: O): Column<Derived<'add', [T, OperandValue<O>]>> {
    return this.#call('-', other);
  }

  /** The product. */
  multiply<const O extends ColumnOrLiteral>(other: O): Column<Derived<'add', [T, OperandValue<O>]>> {
    return this.#call('*', other);
  }

  /** The quotient, with a fraction also of whole numbers; of a zero divisor null (unless ANSI mode is on). */
  divide<const O extends ColumnOrLiteral>(other: O): Column<Derived<'divide', [T, OperandValue<O>]>> {
    return this.#call('/', other);
  }

  /** The remainder, with the sign of the dividend. */
  mod<const O extends ColumnOrLiteral>(other: O): Column<Derived<'remainder', [T, OperandValue<O>]>> {
    return this.#call('%', other);
  }

  /** The value to the power of the other. */
  pow(other: ColumnOrLiteral): Column<number | null> {
    return this.#call('power', other);
  }

  /** The value with its sign changed. */
  negate(): Column<Derived<'signed', [T]>> {
    return this.#call('negative');
  }

  /** Whether both are true. */
  and(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('and', other);
  }

  /** Whether one of them is true. */
  or(other: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('or', other);
  }

  /** Whether the value is false. */
  not(): Column<boolean | null> {
    return this.#call('!');
  }

  /** The bits that both have. */
  bitwiseAND<const O extends ColumnOrLiteral>(other: O): Column<Derived<'bits', [T, OperandValue<O>]>> {
    return this.#call('&', other);
  }

  /** The bits that one of them has. */
  bitwiseOR<const O extends ColumnOrLiteral>(other: O): Column<Derived<'bits', [T, OperandValue<O>]>> {
    return this.#call('|', other);
  }

  /** The bits that exactly one of them has. */
  bitwiseXOR<const O extends ColumnOrLiteral>(other: O): Column<Derived<'bits', [T, OperandValue<O>]>> {
    return this.#call('^', other);
  }

  // Text

  /** Whether the text matches SQL's pattern, in which `%` is any text and `_` any character. */
  like(pattern: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('like', pattern);
  }

  /** The same as {@link like} without regard to case. */
  ilike(pattern: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('ilike', pattern);
  }

  /** Whether a Java regular expression matches some part of the text. */
  rlike(pattern: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('rlike', pattern);
  }

  /** Whether the text starts with another. */
  startsWith(prefix: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('startswith', prefix);
  }

  /** Whether the text ends with another. */
  endsWith(suffix: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('endswith', suffix);
  }

  /** Whether the text has another in it. */
  contains(text: ColumnOrLiteral): Column<boolean | null> {
    return this.#call('contains', text);
  }

  /** A part of the text or of the bytes, from a position counted from 1. */
  substr(start: Column | number, length: Column | number): Column {
    return this.#call('substr', start, length);
  }

  // Parts of structs, arrays and maps

  /** The field of a struct by name. */
  getField(name: string): Column {
    return new Column(extractValue(this.#expression, literal(name)));
  }

  /** The element of an array by position from 0, or the value of a map by key. */
  getItem(key: ColumnOrLiteral): Column {
    return new Column(extractValue(this.#expression, literalOrExpression(key)));
  }

  /** The struct with a field added or replaced; `a.b` is the field `b` of the field `a`. */
  withField(name: string, value: ColumnOrLiteral): Column {
    return new Column(updateField(this.#expression, name, literalOrExpression(value)));
  }

  /** The struct without these fields. */
  dropFields(...names: readonly string[]): Column {
    return new Column(listed<string>(names).reduce((struct, name) => updateField(struct, name), this.#expression));
  }

  // Branches

  /** One more branch of a `when(…)`: its value where the condition is true and no branch before was. */
  when<const V extends ColumnOrLiteral>(
    condition: Column,
    value: V,
  ): Column<ValueFrom<'branches', [BranchOf<T> | BranchValue<V>]>> {
    return new Column(
      callFunction('when', [...this.#branches('when'), condition.#expression, literalOrExpression(value)]),
    );
  }

  /** The value of a `when(…)` where no condition is true; without it that is null. */
  otherwise<const V extends ColumnOrLiteral>(value: V): Column<Derived<'choice', [BranchOf<T>, OperandValue<V>]>> {
    return new Column(callFunction('when', [...this.#branches('otherwise'), literalOrExpression(value)]));
  }

  /** Computes an aggregate or ranking for each row over its window, or over the whole table. */
  over(window?: WindowSpec): Column<T> {
    return new Column(overWindow(this.#expression, window?.parts));
  }

  // Order

  /** Sorts ascending with nulls first, as Spark does. */
  asc(): Column {
    return this.#sorted('ascending', 'nulls_first');
  }

  /** The same as {@link asc}. */
  asc_nulls_first(): Column {
    return this.#sorted('ascending', 'nulls_first');
  }

  /** Sorts ascending with nulls last. */
  asc_nulls_last(): Column {
    return this.#sorted('ascending', 'nulls_last');
  }

  /** Sorts descending with nulls last, as Spark does. */
  desc(): Column {
    return this.#sorted('descending', 'nulls_last');
  }

  /** Sorts descending with nulls first. */
  desc_nulls_first(): Column {
    return this.#sorted('descending', 'nulls_first');
  }

  /** The same as {@link desc}. */
  desc_nulls_last(): Column {
    return this.#sorted('descending', 'nulls_last');
  }

  #branches(method: string): readonly Expression[] {
    const branches = openBranches(this.#expression);
    if (branches) return branches;
    throw new IllegalArgumentException(`${method}() goes on a column made by when(), before any otherwise().`);
  }

  #call<V>(name: string, ...args: readonly ColumnOrLiteral[]): Column<V> {
    return new Column(callFunction(name, [this.#expression, ...args.map(literalOrExpression)]));
  }

  #sorted(direction: SortDirection, nulls: NullOrdering): Column {
    return new Column(sortOrder(this.#expression, direction, nulls));
  }
}

/** A cast keeps the name of a column, but not that of a call, such as `sum(amount)`. */
type CastName<Name extends string> = Name extends `${string}(${string}` ? string : Name;

/** The values of the branches of a `when(…)` so far. */
type BranchOf<T> = T extends ValueFrom<'branches', readonly [infer V]> ? V : unknown;

/** What else {@link Column.alias} can give a column. */
export interface AliasOptions {
  /** Free-form information that Spark carries along with the column, in its schema. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Where Spark takes a string for a column's name. */
export function columnOrName(value: ColumnOrName): Expression {
  if (value instanceof Column) return Column.toExpression(value);
  if (typeof value === 'string') return attribute(value);
  throw new IllegalArgumentException(`Expected a column or a column's name, got ${describe(value)}.`);
}

/** Where Spark takes a string, like any other value, for a literal. */
export function literalOrExpression(value: ColumnOrLiteral): Expression {
  return value instanceof Column ? Column.toExpression(value) : literal(value);
}

/** A condition, as a column or in SQL's words. */
export function conditionOf(method: string, condition: Column | string): Expression {
  if (typeof condition === 'string') return sqlExpression(condition);
  if (condition instanceof Column) return Column.toExpression(condition);
  throw new IllegalArgumentException(
    `${method}() takes a column or SQL text for its condition, not ${describe(condition)}.${operatorHint(condition)}`,
  );
}

function describe(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return typeof value;
  return value === null ? 'null' : ((value as { constructor?: { name: string } }).constructor?.name ?? 'object');
}

/** What a boolean in place of a column most often comes from. */
function operatorHint(value: unknown): string {
  if (typeof value !== 'boolean') return '';
  return " JavaScript's own operators make no column: write col('a').gt(1) and col('a').and(col('b')).";
}
