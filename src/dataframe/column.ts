import {
  alias,
  attribute,
  callFunction,
  cast,
  extractValue,
  sortOrder,
  type Expression,
  type NullOrdering,
  type SortDirection,
} from '../plan/expression.ts';
import { literal, type LiteralValue } from '../plan/literal.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';

/** A column, or a name where Spark takes a string for a column. */
export type ColumnOrName = Column | string;
/** A column, or a value where Spark takes anything else for a literal. */
export type ColumnOrLiteral = Column | LiteralValue;

/**
 * An expression over columns. A value: each method returns a new column, and nothing is computed before an action.
 *
 * Methods take strings for literals, as in Spark: `col('a').eq('b')` compares with the text `b`.
 *
 * @example
 * ```ts
 * import { col } from 'spark-connect-ts/functions';
 *
 * const total = col('quantity').multiply(col('unit_price')).cast('decimal(12,2)').alias('total');
 * ```
 */
export class Column {
  readonly #expression: Expression;

  /** @internal Columns come from functions and DataFrames. */
  constructor(expression: Expression) {
    this.#expression = expression;
  }

  /** @internal */
  static toExpression(this: void, column: Column): Expression {
    return column.#expression;
  }

  /** The same values under another name; several names for an expression with several columns. */
  alias(...names: [string, ...string[]]): Column {
    return new Column(alias(this.#expression, names));
  }

  /** Converts to another type, given as a {@link DataType} or in SQL's words; what does not convert becomes null (unless ANSI mode is on). */
  cast(type: DataType | string): Column {
    return new Column(cast(this.#expression, type));
  }

  eq(other: ColumnOrLiteral): Column {
    return this.#call('==', other);
  }

  notEqual(other: ColumnOrLiteral): Column {
    return this.#call('==', other).not();
  }

  /** Equality in which null equals null: never null itself. */
  eqNullSafe(other: ColumnOrLiteral): Column {
    return this.#call('<=>', other);
  }

  lt(other: ColumnOrLiteral): Column {
    return this.#call('<', other);
  }

  leq(other: ColumnOrLiteral): Column {
    return this.#call('<=', other);
  }

  gt(other: ColumnOrLiteral): Column {
    return this.#call('>', other);
  }

  geq(other: ColumnOrLiteral): Column {
    return this.#call('>=', other);
  }

  /** Whether the value is between the two, both included. */
  between(lower: ColumnOrLiteral, upper: ColumnOrLiteral): Column {
    return this.geq(lower).and(this.leq(upper));
  }

  plus(other: ColumnOrLiteral): Column {
    return this.#call('+', other);
  }

  minus(other: ColumnOrLiteral): Column {
    return this.#call('-', other);
  }

  multiply(other: ColumnOrLiteral): Column {
    return this.#call('*', other);
  }

  divide(other: ColumnOrLiteral): Column {
    return this.#call('/', other);
  }

  mod(other: ColumnOrLiteral): Column {
    return this.#call('%', other);
  }

  negate(): Column {
    return this.#call('negative');
  }

  and(other: ColumnOrLiteral): Column {
    return this.#call('and', other);
  }

  or(other: ColumnOrLiteral): Column {
    return this.#call('or', other);
  }

  not(): Column {
    return this.#call('!');
  }

  isNull(): Column {
    return this.#call('isnull');
  }

  isNotNull(): Column {
    return this.#call('isnotnull');
  }

  isin(...values: ColumnOrLiteral[]): Column {
    return this.#call('in', ...values);
  }

  like(pattern: string): Column {
    return this.#call('like', pattern);
  }

  rlike(pattern: string): Column {
    return this.#call('rlike', pattern);
  }

  startsWith(prefix: ColumnOrLiteral): Column {
    return this.#call('startswith', prefix);
  }

  endsWith(suffix: ColumnOrLiteral): Column {
    return this.#call('endswith', suffix);
  }

  contains(text: ColumnOrLiteral): Column {
    return this.#call('contains', text);
  }

  /** The field of a struct by name. */
  getField(name: string): Column {
    return new Column(extractValue(this.#expression, literal(name)));
  }

  /** The element of an array by position from 0, or the value of a map by key. */
  getItem(key: ColumnOrLiteral): Column {
    return new Column(extractValue(this.#expression, literalOrExpression(key)));
  }

  /** Sorts ascending with nulls first, as Spark does. */
  asc(): Column {
    return this.#sorted('ascending', 'nulls_first');
  }

  asc_nulls_last(): Column {
    return this.#sorted('ascending', 'nulls_last');
  }

  /** Sorts descending with nulls last, as Spark does. */
  desc(): Column {
    return this.#sorted('descending', 'nulls_last');
  }

  desc_nulls_first(): Column {
    return this.#sorted('descending', 'nulls_first');
  }

  #call(name: string, ...args: ColumnOrLiteral[]): Column {
    return new Column(callFunction(name, [this.#expression, ...args.map(literalOrExpression)]));
  }

  #sorted(direction: SortDirection, nulls: NullOrdering): Column {
    return new Column(sortOrder(this.#expression, direction, nulls));
  }
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

function describe(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor.name ?? 'null') : typeof value;
}
