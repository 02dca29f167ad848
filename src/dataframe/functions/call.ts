import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { callFunction, type Expression } from '../../plan/expression.ts';
import type { LiteralValue } from '../../plan/literal.ts';
import type { ArgumentValue, Derived, Rule } from '../row-types/column-values.ts';
import { Column, columnOrName, literalOrExpression, type ColumnOrName } from '../column.ts';

/** A column, a column name, or a literal value other than a string. */
export type Argument = ColumnOrName | Exclude<LiteralValue, string>;

/**
 * Calls a Spark function. A column is passed as is, a string is a column name, and any other value becomes a literal.
 * Trailing arguments that are undefined are not sent.
 */
export function call<T = unknown, N extends string = string>(
  name: string,
  ...args: readonly (Argument | undefined)[]
): Column<T, N> {
  return callAll(name, args);
}

/** Like {@link call}, but takes the arguments as an array, which may hold more than a call can take. */
export function callAll<T = unknown, N extends string = string>(
  name: string,
  args: readonly (Argument | undefined)[],
): Column<T, N> {
  return new Column(callFunction(name, argumentsOf(name, args)));
}

/** The result column of a one-argument function: the value type follows from a `Rule`. */
export type Of<R extends Rule, C, Name extends string = string> = Column<Derived<R, [ArgumentValue<C>]>, Name>;

/** The name that Spark gives to a function call on a named column. Unknown for a path or an expression. */
export type NameOfCall<F extends string, C> = C extends string
  ? string extends C
    ? string
    : C extends '*'
      ? `${F}(1)`
      : C extends `${string}${'.' | '`' | '*'}${string}`
        ? string
        : `${F}(${C})`
  : string;

/** Calls an aggregate function on the distinct values only. */
export function callDistinct<T = unknown>(name: string, ...args: readonly ColumnOrName[]): Column<T> {
  return new Column(callFunction(name, args.map(columnOrName), true));
}

/** Converts arguments to expressions, following the rules of {@link call}. */
export function argumentsOf(name: string, args: readonly (Argument | undefined)[]): Expression[] {
  const given = args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
  return given.map((arg, index) => {
    if (arg === undefined) throw new IllegalArgumentException(`${name}() requires argument ${index + 1}.`);
    return typeof arg === 'string' ? columnOrName(arg) : literalOrExpression(arg);
  });
}

/** Turns a string into a literal; {@link call} would take it for a column name. */
export function text(value: string | Column): Column;
export function text(value: string | Column | undefined): Column | undefined;
export function text(value: string | Column | undefined): Column | undefined {
  return typeof value === 'string' ? new Column(literalOrExpression(value)) : value;
}
