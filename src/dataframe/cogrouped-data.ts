import type { Names } from './row-types/column-names.ts';
import type { ReturnedRow } from './row-types/returned-row.ts';
import type { RowOf } from './row-types/row-types.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import type { DataFrame } from './data-frame.ts';
import { applyToGroups, type GroupSide } from './group-function.ts';
import type { FunctionOptions } from './function-request.ts';

/**
 * The groups of two DataFrames, paired by their keys. `Left` and `Right` are the types of their rows, and `Key` is that of
 * the keys.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 *
 * const reconcile = (orders: DataFrame, payments: DataFrame) =>
 *   orders
 *     .groupBy('customer')
 *     .cogroup(payments.groupBy('customer'))
 *     .applyRows(
 *       (ordered, paid, { customer }) => [{ customer, orders: ordered.length, payments: paid.length }],
 *       'customer string, orders int, payments int',
 *     );
 * ```
 */
export class CogroupedData<out Left extends object, out Right extends object, out Key extends object> {
  /** Exists only at the type level. */
  declare protected readonly known?: readonly [Left, Right, Key];
  readonly #left: GroupSide;
  readonly #right: GroupSide;

  /** @internal Use `cogroup` of grouped data. */
  constructor(left: GroupSide, right: GroupSide) {
    this.#left = left;
    this.#right = right;
  }

  /**
   * Returns the rows that a function of this program returns for each key, given the rows of both DataFrames with that key
   * and the key. One of the two arrays may be empty. The function runs inside Spark, as with `mapRows`; the rows of a key
   * must fit in memory.
   *
   * @throws IllegalArgumentException when the function cannot run in Spark, or when the schema is not valid.
   */
  applyRows<F extends StructField, M extends Names>(
    fn: (left: Left[], right: Right[], key: Key) => Iterable<ReturnedRow<F>>,
    schema: StructType<F, M>,
    options?: FunctionOptions,
  ): DataFrame<RowOf<F>, M>;
  applyRows(
    fn: (left: Left[], right: Right[], key: Key) => Iterable<object>,
    schema: string,
    options?: FunctionOptions,
  ): DataFrame;
  applyRows(
    fn: (left: Left[], right: Right[], key: Key) => Iterable<object>,
    schema: StructType | string,
    options: FunctionOptions = {},
  ): DataFrame {
    return applyToGroups([this.#left, this.#right], fn, schema, options);
  }
}
