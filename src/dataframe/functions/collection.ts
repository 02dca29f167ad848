import type { Column, ColumnOrLiteral, ColumnOrName } from '../column.ts';
import { call, callAll, type Argument } from './call.ts';
import { lit, spread } from './normal.ts';

type Columns = readonly Argument[] | [readonly ColumnOrName[]];
type NumberOrColumn = ColumnOrName | number;

// Arrays

/** Returns an array with one element per column. */
export const array = (...columns: Columns): Column => callAll('array', spread(columns));
/** Returns the array with a value appended. */
export const array_append = (column: ColumnOrName, value: ColumnOrLiteral): Column =>
  call('array_append', column, lit(value));
/** Returns the array with a value prepended. */
export const array_prepend = (column: ColumnOrName, value: ColumnOrLiteral): Column =>
  call('array_prepend', column, lit(value));
/** Returns the array with a value inserted at a position: 1 is the first position, −1 the last. */
export const array_insert = (column: ColumnOrName, position: NumberOrColumn, value: ColumnOrLiteral): Column =>
  call('array_insert', column, position, lit(value));
/** Returns the array without its nulls. */
export const array_compact = (column: ColumnOrName): Column => call('array_compact', column);
/**
 * Returns whether the array contains the value. Returns null if the array is null, or if it contains a null but not the
 * value.
 */
export const array_contains = (column: ColumnOrName, value: ColumnOrLiteral): Column<boolean | null> =>
  call('array_contains', column, lit(value));
/** Returns the array without duplicates. */
export const array_distinct = (column: ColumnOrName): Column => call('array_distinct', column);
/** Returns the elements of the first array that are not in the second, without duplicates. */
export const array_except = (a: ColumnOrName, b: ColumnOrName): Column => call('array_except', a, b);
/** Returns the elements that are in both arrays, without duplicates. */
export const array_intersect = (a: ColumnOrName, b: ColumnOrName): Column => call('array_intersect', a, b);
/** Returns the elements that are in either array, without duplicates. */
export const array_union = (a: ColumnOrName, b: ColumnOrName): Column => call('array_union', a, b);
/** Concatenates the elements of an array with a delimiter. Nulls are skipped unless `nullReplacement` is set. */
export const array_join = (column: ColumnOrName, delimiter: string, nullReplacement?: string): Column =>
  call('array_join', column, lit(delimiter), nullReplacement === undefined ? undefined : lit(nullReplacement));
/** Returns the largest element. */
export const array_max = (column: ColumnOrName): Column => call('array_max', column);
/** Returns the smallest element. */
export const array_min = (column: ColumnOrName): Column => call('array_min', column);
/** Returns the position of the first occurrence of the value, counted from 1, or 0 if it is not in the array. */
export const array_position = (column: ColumnOrName, value: ColumnOrLiteral): Column<bigint | null> =>
  call('array_position', column, lit(value));
/** Returns the array without the elements that equal the value. */
export const array_remove = (column: ColumnOrName, value: ColumnOrLiteral): Column =>
  call('array_remove', column, lit(value));
/** Returns an array that contains the value `count` times. */
export const array_repeat = (column: ColumnOrName, count: NumberOrColumn): Column =>
  call('array_repeat', column, count);
/** Returns the number of elements, or null for a null array. */
export const array_size = (column: ColumnOrName): Column<number | null> => call('array_size', column);
/** Returns whether the arrays share at least one non-null element. */
export const arrays_overlap = (a: ColumnOrName, b: ColumnOrName): Column<boolean | null> =>
  call('arrays_overlap', a, b);
/** Returns an array of structs in which the n-th struct holds the n-th element of each array. */
export const arrays_zip = (...columns: readonly ColumnOrName[]): Column => call('arrays_zip', ...columns);
/** Concatenates arrays, strings or binary values. Returns null if any of them is null. */
export const concat = (...columns: readonly ColumnOrName[]): Column => call('concat', ...columns);
/** Flattens an array of arrays into one array. */
export const flatten = (column: ColumnOrName): Column => call('flatten', column);
/** Returns the element at an index, counted from 0, or null if the index is out of bounds. */
export const get = (column: ColumnOrName, index: NumberOrColumn): Column => call('get', column, index);
/** Returns the array or string in reverse order. */
export const reverse = (column: ColumnOrName): Column => call('reverse', column);
/**
 * Returns an array of the values from start to stop, both inclusive. The default step is 1, or −1 if stop is less than
 * start.
 */
export const sequence = (start: Argument, stop: Argument, step?: Argument): Column =>
  call('sequence', start, stop, step);
/** Returns the array in random order. */
export const shuffle = (column: ColumnOrName): Column => call('shuffle', column);
/** Returns `length` elements of the array starting at a position, counted from 1, or from the end if negative. */
export const slice = (column: ColumnOrName, start: NumberOrColumn, length: NumberOrColumn): Column =>
  call('slice', column, start, length);
/** Returns the array in sorted order. Nulls come first in ascending order and last in descending order. */
export const sort_array = (column: ColumnOrName, asc = true): Column => call('sort_array', column, asc);

// Arrays and maps

/**
 * Returns the number of elements of an array or map. For null it returns −1, or null if `spark.sql.legacy.sizeOfNull`
 * is false or ANSI mode is on.
 */
export const size = (column: ColumnOrName): Column<number | null> => call('size', column);
/** Returns the number of elements of an array or map. Alias of {@link size}. */
export const cardinality = (column: ColumnOrName): Column<number | null> => call('cardinality', column);
/** Returns the array element at a position (1 is the first, −1 the last), or the map value for a key. */
export const element_at = (column: ColumnOrName, key: ColumnOrLiteral): Column => call('element_at', column, lit(key));
/** Like {@link element_at}, but returns null where ANSI mode would raise an error. */
export const try_element_at = (column: ColumnOrName, key: NumberOrColumn): Column =>
  call('try_element_at', column, key);
/** Returns one row for each element of an array or entry of a map. */
export const explode = (column: ColumnOrName): Column => call('explode', column);
/** Like {@link explode}, but returns a row of nulls if the array or map is null or empty. */
export const explode_outer = (column: ColumnOrName): Column => call('explode_outer', column);
/** Returns one row for each element or entry, with its position counted from 0. */
export const posexplode = (column: ColumnOrName): Column => call('posexplode', column);
/** Like {@link posexplode}, but returns a row of nulls if the array or map is null or empty. */
export const posexplode_outer = (column: ColumnOrName): Column => call('posexplode_outer', column);
/** Returns one row for each struct of an array, with one column per field. */
export const inline = (column: ColumnOrName): Column => call('inline', column);
/** Like {@link inline}, but returns a row of nulls if the array is null or empty. */
export const inline_outer = (column: ColumnOrName): Column => call('inline_outer', column);
/** Distributes the columns over n rows; the first argument is n. */
export const stack = (...columns: readonly NumberOrColumn[]): Column => call('stack', ...columns);

// Maps

/** Returns a map of alternating keys and values. */
export const create_map = (...keysAndValues: Columns): Column => callAll('map', spread(keysAndValues));
/** Merges maps into one. */
export const map_concat = (...columns: Columns): Column => callAll('map_concat', spread(columns));
/** Returns whether the map contains the key. */
export const map_contains_key = (column: ColumnOrName, key: ColumnOrLiteral): Column<boolean | null> =>
  call('map_contains_key', column, lit(key));
/** Returns the entries of a map as an array of structs. */
export const map_entries = (column: ColumnOrName): Column => call('map_entries', column);
/** Returns a map of an array of keys and an array of values. */
export const map_from_arrays = (keys: ColumnOrName, values: ColumnOrName): Column =>
  call('map_from_arrays', keys, values);
/** Returns a map of an array of key-value structs. */
export const map_from_entries = (column: ColumnOrName): Column => call('map_from_entries', column);
/** Returns the keys of a map as an array. */
export const map_keys = (column: ColumnOrName): Column => call('map_keys', column);
/** Returns the values of a map as an array. */
export const map_values = (column: ColumnOrName): Column => call('map_values', column);
/** Parses a string such as `a:1,b:2` into a map. The delimiters are columns. Defaults: `,` and `:`. */
export const str_to_map = (column: ColumnOrName, pairDelim?: ColumnOrName, keyValueDelim?: ColumnOrName): Column =>
  call('str_to_map', column, pairDelim ?? (keyValueDelim === undefined ? undefined : lit(',')), keyValueDelim);
