import type { Column } from '../dataframe/column.ts';
import { map_entries } from '../dataframe/functions/collection.ts';
import { when } from '../dataframe/functions/condition.ts';
import { unix_micros } from '../dataframe/functions/datetime.ts';
import { to_json } from '../dataframe/functions/document.ts';
import { transform } from '../dataframe/functions/higher-order.ts';
import { col, struct } from '../dataframe/functions/normal.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { quotedName } from '../types/format-data-type.ts';
import { repeatedNames } from '../types/repeated-names.ts';
import type { StructField, StructType } from '../types/struct-type.ts';

/**
 * Encodes columns as one JSON string that {@link wireRowDecoder} decodes exactly, independent of the session's time zone
 * and settings. Values that JSON cannot represent are strings, timestamps are microseconds since 1970, and a map is an
 * array of its entries in order.
 */
export function jsonColumn(fields: readonly StructField[]): Column<string | null> {
  const columns = fields.map(({ name, dataType }) => wireColumn(col(quotedName(name)), dataType, name).alias(name));
  return to_json(struct(...columns), { ignoreNullFields: true });
}

/** @throws IllegalArgumentException when the schema has duplicate names or a type that cannot be sent. */
export function requireWireSchema(schema: StructType): void {
  requireUniqueNames(schema, 'The rows of a sink');
  for (const { name, dataType } of schema.fields) isPlain(dataType, name);
}

function wireColumn(column: Column, type: DataType, path: string): Column {
  if (isPlain(type, path)) return column;
  switch (type.typeName) {
    case 'float':
      // The cast to double is exact. The shortest decimal form of a float would be parsed as a different double.
      return column.cast('double');
    case 'timestamp':
      return unix_micros(column).cast('string');
    case 'year_month_interval':
      return column.cast('interval year to month').cast('string');
    case 'day_time_interval':
      return column.cast('interval day to second').cast('string');
    case 'array':
      return transform(column, (element) => wireColumn(element, type.elementType, `${path}[]`));
    case 'map':
      return transform(map_entries(column), (entry) =>
        struct(
          wireColumn(entry.getField('key'), type.keyType, `${path}.key`).alias('k'),
          wireColumn(entry.getField('value'), type.valueType, `${path}.value`).alias('v'),
        ),
      );
    case 'struct': {
      const parts = type.fields.map(({ name, dataType }) =>
        wireColumn(column.getField(name), dataType, `${path}.${name}`).alias(name),
      );
      return when(column.isNotNull(), struct(...parts));
    }
    case 'binary':
    case 'boolean':
    case 'byte':
    case 'char':
    case 'date':
    case 'decimal':
    case 'double':
    case 'integer':
    case 'interval':
    case 'long':
    case 'short':
    case 'string':
    case 'timestamp_ntz':
    case 'udt':
    case 'varchar':
    case 'void':
    default:
      return column.cast('string');
  }
}

/**
 * Whether JSON represents every value of the type exactly. Binary values are base64.
 *
 * @throws IllegalArgumentException when the type cannot be sent.
 */
function isPlain(type: DataType, path: string): boolean {
  switch (type.typeName) {
    case 'void':
    case 'binary':
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'double':
    case 'string':
    case 'char':
    case 'varchar':
      return true;
    case 'array':
      return isPlain(type.elementType, `${path}[]`);
    case 'map':
      isPlain(type.keyType, `${path}.key`);
      isPlain(type.valueType, `${path}.value`);
      return false;
    case 'struct':
      requireUniqueNames(type, `Structs in ${path}`);
      return type.fields.map(({ name, dataType }) => isPlain(dataType, `${path}.${name}`)).every(Boolean);
    case 'interval':
    case 'udt':
      throw new IllegalArgumentException(
        `A sink cannot send ${path}, which is ${type.typeName === 'udt' ? `of a user-defined type (${type.className})` : 'a calendar interval'}: cast it to another type or drop it.`,
      );
    case 'date':
    case 'day_time_interval':
    case 'decimal':
    case 'float':
    case 'long':
    case 'timestamp_ntz':
    case 'timestamp':
    case 'year_month_interval':
    default:
      return false;
  }
}

function requireUniqueNames({ fieldNames }: StructType, what: string): void {
  const [duplicate] = repeatedNames(fieldNames);
  if (duplicate === undefined) return;
  throw new IllegalArgumentException(
    `${what} have two columns named ${JSON.stringify(duplicate)}: give each column a unique name.`,
  );
}
