import { optionTexts } from '../../plan/options.ts';
import { StructType } from '../../types/struct-type.ts';
import type { DataType } from '../../types/data-type.ts';
import { jsonOf } from '../../types/format-data-type.ts';
import { Column, type ColumnOrName } from '../column.ts';
import type { CsvOptions, JsonOptions } from '../arguments/source-options.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

/**
 * Parses a JSON string into a struct, array or map. The schema is a type, a DDL or JSON string, or a column such as
 * {@link schema_of_json}. The options are those of Spark's JSON source, such as `mode` and `columnNameOfCorruptRecord`.
 * Invalid JSON gives nulls unless `mode` is `FAILFAST`.
 *
 * @example
 * ```ts
 * import { col, from_json } from 'spark-connect-ts/functions';
 *
 * const order = from_json(col('value').cast('string'), 'customer STRING, amount DECIMAL(12,2)');
 * ```
 */
export function from_json(column: ColumnOrName, schema: DataType | string | Column, options: JsonOptions = {}): Column {
  const type = schema instanceof Column ? schema : lit(schemaText(schema));
  return call('from_json', column, type, ...optionArguments(options));
}

/** Converts a struct, array or map to a JSON string. The options are those of Spark's JSON source. */
export function to_json(column: ColumnOrName, options: JsonOptions = {}): Column<string | null> {
  return call('to_json', column, ...optionArguments(options));
}

/** Infers the schema of a constant JSON string and returns it as DDL. */
export function schema_of_json(json: Column | string, options: JsonOptions = {}): Column<string> {
  return call('schema_of_json', text(json), ...optionArguments(options));
}

/** Returns the value at a path such as `$.a[0]` in a JSON string, as a string, or null if there is none. */
export const get_json_object = (column: ColumnOrName, path: string): Column<string | null> =>
  call('get_json_object', column, lit(path));
/** Returns the values of top-level fields of a JSON object as strings, in columns named `c0`, `c1` and so on. */
export const json_tuple = (column: ColumnOrName, ...fields: readonly string[]): Column =>
  call('json_tuple', column, ...fields.map((field) => lit(field)));
/** Returns the number of elements of the outermost JSON array. */
export const json_array_length = (column: ColumnOrName): Column<number | null> => call('json_array_length', column);
/** Returns the keys of the outermost JSON object as an array. */
export const json_object_keys = (column: ColumnOrName): Column => call('json_object_keys', column);

/** Parses a CSV record into a struct of the given schema. The options are those of Spark's CSV source. */
export function from_csv(column: ColumnOrName, schema: StructType | string | Column, options: CsvOptions = {}): Column {
  const type = schema instanceof StructType ? schema.toDDL() : schema;
  return call('from_csv', column, text(type), ...optionArguments(options));
}

/** Converts a struct to a CSV record. The options are those of Spark's CSV source. */
export function to_csv(column: ColumnOrName, options: CsvOptions = {}): Column<string | null> {
  return call('to_csv', column, ...optionArguments(options));
}

/** Infers the schema of a constant CSV record and returns it as DDL. */
export function schema_of_csv(csv: Column | string, options: CsvOptions = {}): Column<string> {
  return call('schema_of_csv', text(csv), ...optionArguments(options));
}

// XML: the XPath expression is a column

/** Returns the text of all nodes that match an XPath expression, as an array of strings. */
export const xpath = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath', xml, path);
/** Returns whether an XPath expression matches a node or evaluates to true. */
export const xpath_boolean = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_boolean', xml, path);
/** Returns the result of an XPath expression as a double. */
export const xpath_double = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_double', xml, path);
/** Returns the result of an XPath expression as a double. Alias of {@link xpath_double}. */
export const xpath_number = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_number', xml, path);
/** Returns the result of an XPath expression as a float. */
export const xpath_float = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_float', xml, path);
/** Returns the result of an XPath expression as an int. */
export const xpath_int = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_int', xml, path);
/** Returns the result of an XPath expression as a bigint. */
export const xpath_long = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_long', xml, path);
/** Returns the result of an XPath expression as a smallint. */
export const xpath_short = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_short', xml, path);
/** Returns the text of the first node that matches an XPath expression. */
export const xpath_string = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_string', xml, path);

// URLs

/**
 * Returns a part of a URL, such as `HOST` or `QUERY`. For `QUERY`, `key` selects one parameter. All arguments are
 * columns.
 */
export const parse_url = (url: ColumnOrName, part: ColumnOrName, key?: ColumnOrName): Column<string | null> =>
  call('parse_url', url, part, key);
/** Decodes a URL-encoded (percent-encoded) string. */
export const url_decode = (column: ColumnOrName): Column<string | null> => call('url_decode', column);
/** Encodes a string for use in a URL. */
export const url_encode = (column: ColumnOrName): Column<string | null> => call('url_encode', column);

function schemaText(schema: DataType | string): string {
  if (typeof schema === 'string') return schema;
  return schema instanceof StructType ? schema.json() : JSON.stringify(jsonOf(schema));
}

/** Converts options to the map argument that functions take. Returns no argument if there are no options. */
export function optionArguments(options: object): Column[] {
  const entries = Object.entries(optionTexts({ ...options })).flatMap(([name, value]) => [lit(name), lit(value)]);
  return entries.length === 0 ? [] : [call('map', ...entries)];
}
