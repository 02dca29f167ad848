import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { callFunction, lambda, lambdaVariable, type Expression } from '../../plan/expression.ts';
import { Column, literalOrExpression, type ColumnOrLiteral, type ColumnOrName } from '../column.ts';
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
export const transform = (column: ColumnOrName, f: Binary): Column => higherOrder('transform', [column], [f]);
/** The elements for which the function, which may take the position from 0 too, is true. */
export const filter = (column: ColumnOrName, f: Binary): Column => higherOrder('filter', [column], [f]);
/** Whether the function is true of some element. */
export const exists = (column: ColumnOrName, f: Unary): Column<boolean | null> => higherOrder('exists', [column], [f]);
/** Whether the function is true of all elements. */
export const forall = (column: ColumnOrName, f: Unary): Column<boolean | null> => higherOrder('forall', [column], [f]);
/** Folds the array into one value, which starts as `initial`, and passes it to `finish` at the end. */
export const aggregate = (column: ColumnOrName, initial: Argument, merge: Binary, finish?: Unary): Column =>
  higherOrder('aggregate', [column, initial], finish ? [merge, finish] : [merge]);
/** Folds the array into one value, under SQL's other name. */
export const reduce = (column: ColumnOrName, initial: Argument, merge: Binary, finish?: Unary): Column =>
  higherOrder('reduce', [column, initial], finish ? [merge, finish] : [merge]);
/** The array sorted, with nulls last; a function compares two elements by a negative, zero or positive number. */
export const array_sort = (column: ColumnOrName, comparator?: Binary): Column =>
  comparator ? higherOrder('array_sort', [column], [comparator]) : call('array_sort', column);
/** An array of what the function makes of the elements of two, the shorter filled with nulls. */
export const zip_with = (left: ColumnOrName, right: ColumnOrName, f: Binary): Column =>
  higherOrder('zip_with', [left, right], [f]);
/** The entries of a map for which the function of key and value is true. */
export const map_filter = (column: ColumnOrName, f: Binary): Column => higherOrder('map_filter', [column], [f]);
/** One map of two: what the function makes of each key and its two values, null where one has none. */
export const map_zip_with = (left: ColumnOrName, right: ColumnOrName, f: Ternary): Column =>
  higherOrder('map_zip_with', [left, right], [f]);
/** The map with other keys, made of key and value. */
export const transform_keys = (column: ColumnOrName, f: Binary): Column => higherOrder('transform_keys', [column], [f]);
/** The map with other values, made of key and value. */
export const transform_values = (column: ColumnOrName, f: Binary): Column =>
  higherOrder('transform_values', [column], [f]);

type Lambda = (...variables: [Column, Column, Column]) => Column;

function higherOrder<T>(name: string, columns: readonly Argument[], functions: readonly Lambda[]): Column<T> {
  return new Column(callFunction(name, [...argumentsOf(name, columns), ...functions.map((f) => lambdaOf(name, f))]));
}

/** How many lambdas are being built, one inside the other. */
let depth = 0;

/** A lambda inside another gets variables of its own, so that it can use those around it; the names depend on nothing else. */
function lambdaOf(name: string, f: Lambda): Expression {
  if (f.length < 1 || f.length > 3) {
    throw new IllegalArgumentException(`The function for ${name}() takes one to three columns, not ${f.length}.`);
  }
  const names = ['x', 'y', 'z'].slice(0, f.length).map((letter) => (depth === 0 ? letter : `${letter}_${depth}`));
  const [x, y, z] = names.map((variable) => new Column(lambdaVariable(variable)));
  depth++;
  try {
    const body: ColumnOrLiteral = f(x!, y!, z!);
    if (!(body instanceof Column)) {
      throw new IllegalArgumentException(`The function for ${name}() has to return a column, not ${typeof body}.`);
    }
    return lambda(names, literalOrExpression(body));
  } finally {
    depth--;
  }
}
