import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { callFunction, lambda, lambdaVariable, type Expression } from '../../plan/expression.ts';
import { Column, type ColumnOrName } from '../column.ts';
import { argumentsOf, call, type Argument } from './call.ts';

type Unary = (x: Column) => Column;
type Binary = (x: Column, y: Column) => Column;
type Ternary = (x: Column, y: Column, z: Column) => Column;

/**
 * Applies a function to each element of an array. A function with two parameters also receives the index, counted from
 * 0.
 *
 * @example
 * ```ts
 * import { transform } from 'spark-connect-ts/functions';
 *
 * const next = transform('numbers', (x) => x.plus(1));
 * ```
 */
export const transform = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('transform', [column], [[f, lambdaArity('transform', f)]]);
/**
 * Returns the elements for which the function is true. A function with two parameters also receives the index, counted
 * from 0.
 */
export const filter = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('filter', [column], [[f, lambdaArity('filter', f)]]);
/** Returns whether the function is true for at least one element. */
export const exists = (column: ColumnOrName, f: Unary): Column<boolean | null> =>
  higherOrder('exists', [column], [[f, 1]]);
/** Returns whether the function is true for all elements. */
export const forall = (column: ColumnOrName, f: Unary): Column<boolean | null> =>
  higherOrder('forall', [column], [[f, 1]]);
/** Reduces an array to one value: merges each element into `initial`, then passes the result to `finish`. */
export const aggregate = (column: ColumnOrName, initial: Argument, merge: Binary, finish?: Unary): Column =>
  higherOrder('aggregate', [column, initial], [[merge, 2], ...finishLambda(finish)]);
/** Reduces an array to one value. Alias of {@link aggregate}. */
export const reduce = (column: ColumnOrName, initial: Argument, merge: Binary, finish?: Unary): Column =>
  higherOrder('reduce', [column, initial], [[merge, 2], ...finishLambda(finish)]);
/**
 * Returns the array in ascending order, with nulls last. A comparator returns a negative number, zero or a positive
 * number.
 */
export const array_sort = (column: ColumnOrName, comparator?: Binary): Column =>
  comparator ? higherOrder('array_sort', [column], [[comparator, 2]]) : call('array_sort', column);
/** Merges two arrays element by element with a function; the shorter array is padded with nulls. */
export const zip_with = (left: ColumnOrName, right: ColumnOrName, f: Binary): Column =>
  higherOrder('zip_with', [left, right], [[f, 2]]);
/** Returns the map entries for which the function of key and value is true. */
export const map_filter = (column: ColumnOrName, f: Binary): Column => higherOrder('map_filter', [column], [[f, 2]]);
/** Merges two maps with a function of each key and its two values; a missing value is null. */
export const map_zip_with = (left: ColumnOrName, right: ColumnOrName, f: Ternary): Column =>
  higherOrder('map_zip_with', [left, right], [[f, 3]]);
/** Replaces each key of a map with the result of a function of key and value. */
export const transform_keys = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('transform_keys', [column], [[f, 2]]);
/** Replaces each value of a map with the result of a function of key and value. */
export const transform_values = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('transform_values', [column], [[f, 2]]);

/** A function and the number of columns that Spark passes to it, even if the function declares fewer parameters. */
type Lambda = readonly [f: (...variables: [Column, Column, Column]) => Column, arity: 1 | 2 | 3];

function finishLambda(finish: Unary | undefined): Lambda[] {
  return finish ? [[finish, 1]] : [];
}

/** Returns how many columns to pass: the index only if the function declares a second parameter. */
function lambdaArity(name: string, { length }: Binary): 1 | 2 {
  if (length === 1 || length === 2) return length;
  throw new IllegalArgumentException(`The function for ${name}() must take one or two columns, not ${length}.`);
}

function higherOrder<T>(name: string, columns: readonly Argument[], lambdas: readonly Lambda[]): Column<T> {
  return new Column(
    callFunction(name, [...argumentsOf(name, columns), ...lambdas.map((each) => lambdaOf(name, each))]),
  );
}

/** The nesting depth of the lambda being built. */
let depth = 0;

/**
 * Builds a lambda expression. The variables of a nested lambda get a suffix so that they do not hide the outer ones.
 * Names depend only on the depth, so equal calls give equal plans.
 */
function lambdaOf(name: string, [f, arity]: Lambda): Expression {
  const names = ['x', 'y', 'z'].slice(0, arity).map((letter) => (depth === 0 ? letter : `${letter}_${depth}`));
  const [x, y, z] = names.map((variable) => new Column(lambdaVariable(variable)));
  depth++;
  try {
    const body = f(x!, y!, z!);
    if (!(body instanceof Column)) {
      throw new IllegalArgumentException(`The function for ${name}() must return a column, not ${typeof body}.`);
    }
    return lambda(names, Column.toExpression(body));
  } finally {
    depth--;
  }
}
