/**
 * One row of a result: a plain object with a property for each column.
 *
 * Spark's values come exactly: `tinyint` to `int`, `float` and `double` as number, `bigint` as bigint (or number, with the option
 * `longs`), `decimal` as
 * {@link Decimal}, `timestamp` as {@link Timestamp}, `timestamp_ntz` as {@link TimestampNtz}, `date` as {@link LocalDate},
 * `binary` as Uint8Array, `array` as Array, `map` as Map, `struct` as a plain object and SQL's NULL as null.
 */
export type Row = Record<string, unknown>;
