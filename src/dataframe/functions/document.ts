import { optionTexts } from '../../plan/options.ts';
import { StructType } from '../../types/struct-type.ts';
import type { DataType } from '../../types/data-type.ts';
import { jsonOf } from '../../types/format-data-type.ts';
import { Column, type ColumnOrName } from '../column.ts';
import type { CsvOptions, JsonOptions } from '../arguments/source-options.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

/**
 * Reads JSON text into a struct, array or map. The schema is a type, its DDL or JSON text, or a column such as
 * {@link schema_of_json}; options are those of Spark's JSON source, such as `mode` and `columnNameOfCorruptRecord`. Text
 * that is no JSON gives nulls unless `mode` is `FAILFAST`.
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

/** A struct, array or map as JSON text; options are those of Spark's JSON source. */
export function to_json(column: ColumnOrName, options: JsonOptions = {}): Column<string | null> {
  return call('to_json', column, ...optionArguments(options));
}

/** The type, as DDL text, of a JSON text, which must be the same for all rows. */
export function schema_of_json(json: Column | string, options: JsonOptions = {}): Column<string> {
  return call('schema_of_json', text(json), ...optionArguments(options));
}

/** The value that a path such as `$.a[0]` has in JSON text, as text; null where there is none. */
export const get_json_object = (column: ColumnOrName, path: string): Column<string | null> =>
  call('get_json_object', column, lit(path));
/** The values that fields have in JSON text, as text, in columns `c0`, `c1` and so on. */
export const json_tuple = (column: ColumnOrName, ...fields: readonly string[]): Column =>
  call('json_tuple', column, ...fields.map((field) => lit(field)));
/** The number of elements of the outermost array in JSON text. */
export const json_array_length = (column: ColumnOrName): Column<number | null> => call('json_array_length', column);
/** The keys of the outermost object in JSON text, as an array. */
export const json_object_keys = (column: ColumnOrName): Column => call('json_object_keys', column);

/** Reads a line of CSV into a struct of that schema; options are those of Spark's CSV source. */
export function from_csv(column: ColumnOrName, schema: StructType | string | Column, options: CsvOptions = {}): Column {
  const type = schema instanceof StructType ? schema.toDDL() : schema;
  return call('from_csv', column, text(type), ...optionArguments(options));
}

/** A struct as a line of CSV; options are those of Spark's CSV source. */
export function to_csv(column: ColumnOrName, options: CsvOptions = {}): Column<string | null> {
  return call('to_csv', column, ...optionArguments(options));
}

/** The type, as DDL text, of a line of CSV, which must be the same for all rows. */
export function schema_of_csv(csv: Column | string, options: CsvOptions = {}): Column<string> {
  return call('schema_of_csv', text(csv), ...optionArguments(options));
}

// XML: the path is a column

/** All that an XPath finds, as an array of text. */
export const xpath = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath', xml, path);
/** Whether an XPath finds anything, or is true. */
export const xpath_boolean = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_boolean', xml, path);
/** What an XPath finds, as a double. */
export const xpath_double = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_double', xml, path);
/** What an XPath finds, as a double. */
export const xpath_number = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_number', xml, path);
/** What an XPath finds, as a float. */
export const xpath_float = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_float', xml, path);
/** What an XPath finds, as an int. */
export const xpath_int = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_int', xml, path);
/** What an XPath finds, as a bigint. */
export const xpath_long = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_long', xml, path);
/** What an XPath finds, as a smallint. */
export const xpath_short = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_short', xml, path);
/** The text of the first node that an XPath finds. */
export const xpath_string = (xml: ColumnOrName, path: ColumnOrName): Column => call('xpath_string', xml, path);

// URLs

/** A part of a URL, such as `HOST` or `QUERY`, and of the query the value of a key; both are columns. */
export const parse_url = (url: ColumnOrName, part: ColumnOrName, key?: ColumnOrName): Column<string | null> =>
  call('parse_url', url, part, key);
/** The text without the percent signs of URLs. */
export const url_decode = (column: ColumnOrName): Column<string | null> => call('url_decode', column);
/** The text as it can stand in a URL. */
export const url_encode = (column: ColumnOrName): Column<string | null> => call('url_encode', column);

function schemaText(schema: DataType | string): string {
  if (typeof schema === 'string') return schema;
  return schema instanceof StructType ? schema.json() : JSON.stringify(jsonOf(schema));
}

/** Options as the map that functions take; none when there are none. */
export function optionArguments(options: object): Column[] {
  const entries = Object.entries(optionTexts({ ...options })).flatMap(([name, value]) => [lit(name), lit(value)]);
  return entries.length === 0 ? [] : [call('map', ...entries)];
}
