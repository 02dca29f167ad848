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
import type { StructField, StructType } from '../types/struct-type.ts';

/**
 * Columns of a row as one column of JSON text that {@link rowDecoder} reads back exactly, whatever the session's time zone and
 * options: what JSON cannot hold is text, times are microseconds since 1970, a map is a list of its entries in their order.
 */
export function jsonColumn(fields: readonly StructField[]): Column<string | null> {
  const columns = fields.map(({ name, dataType }) => wireColumn(col(quotedName(name)), dataType, name).alias(name));
  return to_json(struct(...columns), { ignoreNullFields: true });
}

/** @throws IllegalArgumentException when rows of this schema cannot be told apart or cannot be sent. */
export function requireWireSchema(schema: StructType): void {
  requireNames(schema, 'The rows of a sink');
  for (const { name, dataType } of schema.fields) isPlain(dataType, name);
}

function wireColumn(column: Column, type: DataType, place: string): Column {
  if (isPlain(type, place)) return column;
  switch (type.typeName) {
    case 'float':
      // The double is the same number to the last bit, while a float's shortest text is another double.
      return column.cast('double');
    case 'timestamp':
      return unix_micros(column).cast('string');
    case 'year_month_interval':
      return column.cast('interval year to month').cast('string');
    case 'day_time_interval':
      return column.cast('interval day to second').cast('string');
    case 'array':
      return transform(column, (element) => wireColumn(element, type.elementType, `${place}[]`));
    case 'map':
      return transform(map_entries(column), (entry) =>
        struct(
          wireColumn(entry.getField('key'), type.keyType, `${place}.key`).alias('k'),
          wireColumn(entry.getField('value'), type.valueType, `${place}.value`).alias('v'),
        ),
      );
    case 'struct': {
      const parts = type.fields.map(({ name, dataType }) =>
        wireColumn(column.getField(name), dataType, `${place}.${name}`).alias(name),
      );
      return when(column.isNotNull(), struct(...parts));
    }
    default:
      return column.cast('string');
  }
}

/** Whether JSON holds every value of the type as it is; binary values are base64 there. */
function isPlain(type: DataType, place: string): boolean {
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
      return isPlain(type.elementType, `${place}[]`);
    case 'map':
      isPlain(type.keyType, `${place}.key`);
      isPlain(type.valueType, `${place}.value`);
      return false;
    case 'struct':
      requireNames(type, `Structs in ${place}`);
      return type.fields.map(({ name, dataType }) => isPlain(dataType, `${place}.${name}`)).every(Boolean);
    case 'interval':
    case 'udt':
      throw new IllegalArgumentException(
        `A sink cannot carry ${place}, which is ${type.typeName === 'udt' ? `a user-defined type (${type.className})` : 'a calendar interval'}: cast it to another type or leave it out.`,
      );
    default:
      return false;
  }
}

function requireNames({ fieldNames }: StructType, what: string): void {
  const double = fieldNames.find((name, index) => fieldNames.indexOf(name) !== index);
  if (double === undefined) return;
  throw new IllegalArgumentException(
    `${what} have two columns named ${JSON.stringify(double)}: give each a name of its own.`,
  );
}
