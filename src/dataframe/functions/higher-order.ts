import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { callFunction, lambda, lambdaVariable, type Expression } from '../../plan/expression.ts';
import { Column, type ColumnOrName } from '../column.ts';
import { argumentsOf, call, type Argument } from './call.ts';

type Unary = (x: Column) => Column;
type Binary = (x: Column, y: Column) => Column;
type Ternary = (x: Column, y: Column, z: Column) => Column;

/**
 * The array with a function applied to each element, and to its position from 0 if it takes two.
 *
 * @example
 * ```ts
 * import { transform } from 'spark-connect-ts/functions';
 *
 * const next = transform('numbers', (x) => x.plus(1));
 * ```
 */
export const transform = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('transform', [column], [[f, positionToo('transform', f)]]);
/** The elements for which the function, which may take the position from 0 too, is true. */
export const filter = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('filter', [column], [[f, positionToo('filter', f)]]);
/** Whether the function is true of some element. */
export const exists = (column: ColumnOrName, f: Unary): Column<boolean | null> =>
  higherOrder('exists', [column], [[f, 1]]);
/** Whether the function is true of all elements. */
export const forall = (column: ColumnOrName, f: Unary): Column<boolean | null> =>
  higherOrder('forall', [column], [[f, 1]]);
/** Folds the array into one value, which starts as `initial`, and passes it to `finish` at the end. */
export const aggregate = (column: ColumnOrName, initial: Argument, merge: Binary, finish?: Unary): Column =>
  higherOrder('aggregate', [column, initial], [[merge, 2], ...ending(finish)]);
/** Folds the array into one value, under SQL's other name. */
export const reduce = (column: ColumnOrName, initial: Argument, merge: Binary, finish?: Unary): Column =>
  higherOrder('reduce', [column, initial], [[merge, 2], ...ending(finish)]);
/** The array sorted, with nulls last; a function compares two elements by a negative, zero or positive number. */
export const array_sort = (column: ColumnOrName, comparator?: Binary): Column =>
  comparator ? higherOrder('array_sort', [column], [[comparator, 2]]) : call('array_sort', column);
/** An array of what the function makes of the elements of two, the shorter filled with nulls. */
export const zip_with = (left: ColumnOrName, right: ColumnOrName, f: Binary): Column =>
  higherOrder('zip_with', [left, right], [[f, 2]]);
/** The entries of a map for which the function of key and value is true. */
export const map_filter = (column: ColumnOrName, f: Binary): Column => higherOrder('map_filter', [column], [[f, 2]]);
/** One map of two: what the function makes of each key and its two values, null where one has none. */
export const map_zip_with = (left: ColumnOrName, right: ColumnOrName, f: Ternary): Column =>
  higherOrder('map_zip_with', [left, right], [[f, 3]]);
/** The map with other keys, made of key and value. */
export const transform_keys = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('transform_keys', [column], [[f, 2]]);
/** The map with other values, made of key and value. */
export const transform_values = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('transform_values', [column], [[f, 2]]);

/** A function and how many columns Spark passes to it, whether or not it takes them all. */
type Lambda = readonly [f: (...variables: [Column, Column, Column]) => Column, arity: 1 | 2 | 3];

function ending(finish: Unary | undefined): Lambda[] {
  return finish ? [[finish, 1]] : [];
}

/** Functions of elements get the position only if they take it. */
function positionToo(name: string, { length }: Binary): 1 | 2 {
  if (length === 1 || length === 2) return length;
  throw new IllegalArgumentException(`The function for ${name}() takes one or two columns, not ${length}.`);
}

function higherOrder<T>(name: string, columns: readonly Argument[], lambdas: readonly Lambda[]): Column<T> {
  return new Column(
    callFunction(name, [...argumentsOf(name, columns), ...lambdas.map((each) => lambdaOf(name, each))]),
  );
}

/** How many lambdas are being built, one inside the other. */
let depth = 0;

/** A lambda inside another gets variables of its own, so that it can use those around it; the names depend on nothing else. */
function lambdaOf(name: string, [f, arity]: Lambda): Expression {
  const names = ['x', 'y', 'z'].slice(0, arity).map((letter) => (depth === 0 ? letter : `${letter}_${depth}`));
  const [x, y, z] = names.map((variable) => new Column(lambdaVariable(variable)));
  depth++;
  try {
    const body = f(x!, y!, z!);
    if (!(body instanceof Column)) {
      throw new IllegalArgumentException(`The function for ${name}() has to return a column, not ${typeof body}.`);
    }
    return lambda(names, Column.toExpression(body));
  } finally {
    depth--;
  }
}
