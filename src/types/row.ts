/**
 * One row of a result: a plain object with a property for each column. JavaScript lists properties whose names are whole numbers first, in
 * ascending order, whatever the order of the columns; {@link rowColumns} and {@link rowValues} keep to the columns.
 *
 * Spark's values come exactly: `tinyint` to `int`, `float` and `double` as number, `bigint` as bigint (or number, with the option
 * `longs`), `decimal` as
 * {@link Decimal}, `timestamp` as {@link Timestamp}, `timestamp_ntz` as {@link TimestampNtz}, `date` as {@link LocalDate},
 * `binary` as Uint8Array, `array` as Array, `map` as Map, `struct` as a plain object and SQL's NULL as null.
 */
export type Row = Record<string, unknown>;

/** Where a row that JavaScript lists in another order keeps the names of its columns in theirs. */
const columnOrder: unique symbol = Symbol('columnOrder');

interface Ordered {
  readonly [columnOrder]?: readonly string[];
}

/**
 * The names of a row's columns, or of a struct's fields, in the order of their schema. `Object.keys` lists names such as `2024`
 * before all others.
 *
 * A copy made by `{ ...row }` forgets the order. Of an object that comes from no result these are its own keys.
 *
 * @example
 * ```ts
 * import { rowColumns, rowValues, SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const rows = await (await spark.sql("SELECT 'a' AS name, 5 AS `2025`, 4 AS `2024`")).collect();
 * console.log(rows.map(rowColumns), rows.map(rowValues)); // [[ 'name', '2025', '2024' ]] [[ 'a', 5, 4 ]]
 * await spark.stop();
 * ```
 */
export function rowColumns(row: object): string[] {
  const known = (row as Ordered)[columnOrder];
  const keys = Object.keys(row);
  if (known === undefined) return keys;
  // Properties may have come and gone since.
  const left = known.filter((name) => Object.hasOwn(row, name));
  return left.length === keys.length ? left : [...left, ...keys.filter((key) => !known.includes(key))];
}

/** The values of a row, or of a struct, in the order of {@link rowColumns}. */
export function rowValues(row: object): unknown[] {
  return rowColumns(row).map((name) => (row as Row)[name]);
}

/** Whether JavaScript lists properties of these names in another order. */
export function isReordered(names: readonly string[]): boolean {
  return Object.keys(Object.fromEntries(names.map((name) => [name, null]))).some((key, index) => key !== names[index]);
}

/** Has a row tell its columns in their order. Nothing but {@link rowColumns} sees it. */
export function rememberOrder<R extends object>(row: R, names: readonly string[]): R {
  return Object.defineProperty(row, columnOrder, { value: names });
}

/** Whether a row tells its columns in an order of its own. */
export function hasOwnOrder(row: object): boolean {
  return (row as Ordered)[columnOrder] !== undefined;
}

/** The row with these columns in their order. */
export function rowOf(entries: readonly (readonly [string, unknown])[]): Row {
  const row = Object.fromEntries(entries);
  const names = entries.map(([name]) => name);
  return isReordered(names) ? rememberOrder(row, names) : row;
}
