import type { Column, ColumnOrLiteral, ColumnOrName } from '../column.ts';
import { call, callAll, type Argument } from './call.ts';
import { lit, spread } from './normal.ts';

type Columns = readonly Argument[] | [readonly ColumnOrName[]];
type NumberOrColumn = ColumnOrName | number;

// Arrays

/** An array with an element for each column. */
export const array = (...columns: Columns): Column => callAll('array', spread(columns));
/** The array with a value at its end. */
export const array_append = (column: ColumnOrName, value: ColumnOrLiteral): Column =>
  call('array_append', column, lit(value));
/** The array with a value at its start. */
export const array_prepend = (column: ColumnOrName, value: ColumnOrLiteral): Column =>
  call('array_prepend', column, lit(value));
/** The array with a value at a position, from 1 at the start or −1 at the end. */
export const array_insert = (column: ColumnOrName, position: NumberOrColumn, value: ColumnOrLiteral): Column =>
  call('array_insert', column, position, lit(value));
/** The array without its nulls. */
export const array_compact = (column: ColumnOrName): Column => call('array_compact', column);
/** Whether the value is in the array; null where it is not but a null is. */
export const array_contains = (column: ColumnOrName, value: ColumnOrLiteral): Column<boolean | null> =>
  call('array_contains', column, lit(value));
/** The array with each value once. */
export const array_distinct = (column: ColumnOrName): Column => call('array_distinct', column);
/** The values of the first array that are not in the second, each once. */
export const array_except = (a: ColumnOrName, b: ColumnOrName): Column => call('array_except', a, b);
/** The values that are in both arrays, each once. */
export const array_intersect = (a: ColumnOrName, b: ColumnOrName): Column => call('array_intersect', a, b);
/** The values that are in either array, each once. */
export const array_union = (a: ColumnOrName, b: ColumnOrName): Column => call('array_union', a, b);
/** The elements as text with a delimiter in between; nulls are left out unless there is text for them. */
export const array_join = (column: ColumnOrName, delimiter: string, nullReplacement?: string): Column =>
  call('array_join', column, lit(delimiter), nullReplacement === undefined ? undefined : lit(nullReplacement));
/** The greatest element. */
export const array_max = (column: ColumnOrName): Column => call('array_max', column);
/** The least element. */
export const array_min = (column: ColumnOrName): Column => call('array_min', column);
/** Where the value first is in the array, from 1; 0 where it is not. */
export const array_position = (column: ColumnOrName, value: ColumnOrLiteral): Column<bigint | null> =>
  call('array_position', column, lit(value));
/** The array without the elements that equal the value. */
export const array_remove = (column: ColumnOrName, value: ColumnOrLiteral): Column =>
  call('array_remove', column, lit(value));
/** An array with the value so many times. */
export const array_repeat = (column: ColumnOrName, count: NumberOrColumn): Column =>
  call('array_repeat', column, count);
/** The number of elements, null of null. */
export const array_size = (column: ColumnOrName): Column<number | null> => call('array_size', column);
/** Whether both arrays have an element in common that is not null. */
export const arrays_overlap = (a: ColumnOrName, b: ColumnOrName): Column<boolean | null> =>
  call('arrays_overlap', a, b);
/** An array of structs, of which the n-th holds the n-th elements of all arrays. */
export const arrays_zip = (...columns: readonly ColumnOrName[]): Column => call('arrays_zip', ...columns);
/** The arrays, texts or bytes joined together; null when one of them is. */
export const concat = (...columns: readonly ColumnOrName[]): Column => call('concat', ...columns);
/** An array of arrays as one array. */
export const flatten = (column: ColumnOrName): Column => call('flatten', column);
/** The element at a position from 0, null beyond the end. */
export const get = (column: ColumnOrName, index: NumberOrColumn): Column => call('get', column, index);
/** The array or text in reverse. */
export const reverse = (column: ColumnOrName): Column => call('reverse', column);
/** An array from start to stop, both included, by a step that is 1 or −1 unless given. */
export const sequence = (start: Argument, stop: Argument, step?: Argument): Column =>
  call('sequence', start, stop, step);
/** The array in an order of chance. */
export const shuffle = (column: ColumnOrName): Column => call('shuffle', column);
/** A part of the array, from a position counted from 1, or from the end where that is negative. */
export const slice = (column: ColumnOrName, start: NumberOrColumn, length: NumberOrColumn): Column =>
  call('slice', column, start, length);
/** The array sorted, with nulls first ascending and last descending. */
export const sort_array = (column: ColumnOrName, asc = true): Column => call('sort_array', column, asc);

// Arrays and maps

/** The length of an array or map; of null it is −1, or null where `spark.sql.legacy.sizeOfNull` is false or ANSI mode is on. */
export const size = (column: ColumnOrName): Column<number | null> => call('size', column);
/** The length of an array or map, under SQL's other name. */
export const cardinality = (column: ColumnOrName): Column<number | null> => call('cardinality', column);
/** The element at a position from 1 (−1 is the last), or the value of a map by key. */
export const element_at = (column: ColumnOrName, key: ColumnOrLiteral): Column => call('element_at', column, lit(key));
/** The same as {@link element_at}, null also where ANSI mode would fail. */
export const try_element_at = (column: ColumnOrName, key: NumberOrColumn): Column =>
  call('try_element_at', column, key);
/** A row for each element of an array, or each entry of a map. */
export const explode = (column: ColumnOrName): Column => call('explode', column);
/** The same as {@link explode}, with a row of nulls where there is no element. */
export const explode_outer = (column: ColumnOrName): Column => call('explode_outer', column);
/** A row for each element or entry, with its position from 0. */
export const posexplode = (column: ColumnOrName): Column => call('posexplode', column);
/** The same as {@link posexplode}, with a row of nulls where there is no element. */
export const posexplode_outer = (column: ColumnOrName): Column => call('posexplode_outer', column);
/** A row for each struct of an array, a column for each of its fields. */
export const inline = (column: ColumnOrName): Column => call('inline', column);
/** The same as {@link inline}, with a row of nulls where there is no element. */
export const inline_outer = (column: ColumnOrName): Column => call('inline_outer', column);
/** So many rows of the columns, in turn. */
export const stack = (...columns: readonly NumberOrColumn[]): Column => call('stack', ...columns);

// Maps

/** A map of keys and values in turn. */
export const create_map = (...keysAndValues: Columns): Column => callAll('map', spread(keysAndValues));
/** One map with the entries of all. */
export const map_concat = (...columns: Columns): Column => callAll('map_concat', spread(columns));
/** Whether the map has the key. */
export const map_contains_key = (column: ColumnOrName, key: ColumnOrLiteral): Column<boolean | null> =>
  call('map_contains_key', column, lit(key));
/** The entries as an array of structs. */
export const map_entries = (column: ColumnOrName): Column => call('map_entries', column);
/** A map of an array of keys and an array of values. */
export const map_from_arrays = (keys: ColumnOrName, values: ColumnOrName): Column =>
  call('map_from_arrays', keys, values);
/** A map of an array of structs with key and value. */
export const map_from_entries = (column: ColumnOrName): Column => call('map_from_entries', column);
/** The keys as an array. */
export const map_keys = (column: ColumnOrName): Column => call('map_keys', column);
/** The values as an array. */
export const map_values = (column: ColumnOrName): Column => call('map_values', column);
/** A map of text such as `a:1,b:2`; the delimiters are columns, of `,` and `:` unless given. */
export const str_to_map = (column: ColumnOrName, pairDelim?: ColumnOrName, keyValueDelim?: ColumnOrName): Column =>
  call('str_to_map', column, pairDelim ?? (keyValueDelim === undefined ? undefined : lit(',')), keyValueDelim);
