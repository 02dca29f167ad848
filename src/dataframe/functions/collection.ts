import { StructType } from '../../types/struct-type.ts';
import type { DataType } from '../../types/data-type.ts';
import { jsonOf } from '../../types/format-data-type.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { lit } from './normal.ts';

/** The length of an array or map; of null it is −1, or null where `spark.sql.legacy.sizeOfNull` is false or ANSI mode is on. */
export const size = (column: ColumnOrName): Column => call('size', column);
/** A row for each element of an array, or each entry of a map. */
export const explode = (column: ColumnOrName): Column => call('explode', column);

/**
 * Reads JSON text into a struct, array or map. The schema is a type or its DDL text; options are those of Spark's JSON
 * source, such as `mode` and `columnNameOfCorruptRecord`. Text that is no JSON gives nulls unless `mode` is `FAILFAST`.
 *
 * @example
 * ```ts
 * import { col, from_json } from 'spark-connect-ts/functions';
 *
 * const order = from_json(col('value').cast('string'), 'customer STRING, amount DECIMAL(12,2)');
 * ```
 */
export function from_json(
  column: ColumnOrName,
  schema: DataType | string,
  options: Readonly<Record<string, string>> = {},
): Column {
  return call('from_json', column, lit(schemaText(schema)), ...optionArguments(options));
}

/** A struct, array or map as JSON text; options are those of Spark's JSON source. */
export function to_json(column: ColumnOrName, options: Readonly<Record<string, string>> = {}): Column {
  return call('to_json', column, ...optionArguments(options));
}

function schemaText(schema: DataType | string): string {
  if (typeof schema === 'string') return schema;
  return schema instanceof StructType ? schema.json() : JSON.stringify(jsonOf(schema));
}

function optionArguments(options: Readonly<Record<string, string>>): Column[] {
  const entries = Object.entries(options).flat();
  return entries.length === 0 ? [] : [call('map', ...entries.map(lit))];
}
