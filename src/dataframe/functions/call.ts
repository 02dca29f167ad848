import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { callFunction, type Expression } from '../../plan/expression.ts';
import type { LiteralValue } from '../../plan/literal.ts';
import type { ArgumentValue, Derived, Rule } from '../row-types/column-values.ts';
import { Column, columnOrName, literalOrExpression, type ColumnOrName } from '../column.ts';

/** A column, the name of one, or a number and the like for itself. */
export type Argument = ColumnOrName | Exclude<LiteralValue, string>;

/**
 * Calls one of Spark's functions. The one rule for arguments: a column is itself, a string is the name of a column, any other
 * value is a literal. Arguments left out at the end are not sent.
 */
export function call<T = unknown, N extends string = string>(
  name: string,
  ...args: readonly (Argument | undefined)[]
): Column<T, N> {
  return callAll(name, args);
}

/** The same for arguments in an array, of which there may be more than a call can take. */
export function callAll<T = unknown, N extends string = string>(
  name: string,
  args: readonly (Argument | undefined)[],
): Column<T, N> {
  return new Column(callFunction(name, argumentsOf(name, args)));
}

/** The column that a function makes of another, by a rule for values. */
export type Of<R extends Rule, C, Name extends string = string> = Column<Derived<R, [ArgumentValue<C>]>, Name>;

/** The name that Spark gives a call of a function on a column by its name, which is not known of a path or an expression. */
export type NameOfCall<F extends string, C> = C extends string
  ? string extends C
    ? string
    : C extends '*'
      ? `${F}(1)`
      : C extends `${string}${'.' | '`' | '*'}${string}`
        ? string
        : `${F}(${C})`
  : string;

/** The same over the distinct values only. */
export function callDistinct<T = unknown>(name: string, ...args: readonly ColumnOrName[]): Column<T> {
  return new Column(callFunction(name, args.map(columnOrName), true));
}

/** The arguments as expressions, by the rule of {@link call}. */
export function argumentsOf(name: string, args: readonly (Argument | undefined)[]): Expression[] {
  const given = args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
  return given.map((arg, index) => {
    if (arg === undefined) throw new IllegalArgumentException(`${name}() misses its argument ${index + 1}.`);
    return typeof arg === 'string' ? columnOrName(arg) : literalOrExpression(arg);
  });
}

/** An argument that is text itself, not the name of a column. */
export function text(value: string | Column): Column;
export function text(value: string | Column | undefined): Column | undefined;
export function text(value: string | Column | undefined): Column | undefined {
  return typeof value === 'string' ? new Column(literalOrExpression(value)) : value;
}
