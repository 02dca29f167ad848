/**
 * A row of a result: a plain object with one property per column. JavaScript lists properties whose names are whole
 * numbers first, in ascending order. {@link rowColumns} and {@link rowValues} use the order of the columns.
 *
 * Values are exact: `tinyint`, `smallint`, `int`, `float` and `double` are numbers, `bigint` is a bigint (or a number,
 * with the option `longs`), `decimal` is a {@link Decimal}, `timestamp` a {@link Timestamp}, `timestamp_ntz` a {@link
 * TimestampNtz},
 * `date` a {@link LocalDate}, `binary` a Uint8Array, `array` an Array, `map` a Map, `struct` a plain object, and NULL
 * is null.
 */
export type Row = Record<string, unknown>;

/** Stores the column names of a row in order, if JavaScript would order its properties differently. */
const columnOrder: unique symbol = Symbol('columnOrder');

interface Ordered {
  readonly [columnOrder]?: readonly string[];
}

/**
 * Returns the column names of a row, or the field names of a struct, in the order of the schema. `Object.keys` lists
 * names such as `2024` before all others.
 *
 * A copy such as `{ ...row }` loses the order. For an object that does not come from a result, returns its own keys.
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
  // Properties may have been added or deleted since.
  const left = known.filter((name) => Object.hasOwn(row, name));
  return left.length === keys.length ? left : [...left, ...keys.filter((key) => !known.includes(key))];
}

/** Returns the values of a row or struct in the order of {@link rowColumns}. */
export function rowValues(row: object): unknown[] {
  return rowColumns(row).map((name) => (row as Row)[name]);
}

/** Returns whether JavaScript would list properties with these names in a different order. */
export function isReordered(names: readonly string[]): boolean {
  return Object.keys(Object.fromEntries(names.map((name) => [name, null]))).some((key, index) => key !== names[index]);
}

/** Stores the order of the columns in a row. Only {@link rowColumns} uses it. */
export function rememberOrder<R extends object>(row: R, names: readonly string[]): R {
  return Object.defineProperty(row, columnOrder, { value: names });
}

/** Returns whether a row stores the order of its columns. */
export function hasOwnOrder(row: object): boolean {
  return (row as Ordered)[columnOrder] !== undefined;
}

/** Creates a row with these columns in this order. */
export function rowOf(entries: readonly (readonly [string, unknown])[]): Row {
  const row = Object.fromEntries(entries);
  const names = entries.map(([name]) => name);
  return isReordered(names) ? rememberOrder(row, names) : row;
}
