import type { Column } from '../../src/index.ts';
import { col, expr } from '../../src/functions.ts';
import { isNeeded, type FieldType, type TransactionField, type TransactionSchema } from './transaction-schema.ts';

/** Matches a JSON number as Spark prints it, but not NaN, `12,50` and other values that a cast would accept. */
export const numberPattern = '^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$';
/** Matches numbers that Spark can convert without a loss. */
const exactNumberPattern = '^-?[0-9]{1,30}([.][0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$';
const datePattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
const timePattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$';

/** Returns SQL for the number in a text column; null if the text is not a number that Spark can convert without a loss. */
export function decimal(text: string): string {
  return `CASE WHEN ${text} RLIKE '${exactNumberPattern}' THEN TRY_CAST(${text} AS DECIMAL(38,18)) END`;
}

/**
 * Returns SQL for a number in another type; null if it does not fit exactly. `number` is the {@link decimal} of `text`. Comparing doubles
 * detects digits beyond 18 places.
 */
export function exactly(number: string, text: string, type: string): string {
  const value = `TRY_CAST(${number} AS ${type})`;
  return `CASE WHEN ${number} = ${value} AND TRY_CAST(${text} AS DOUBLE) = CAST(${value} AS DOUBLE) THEN ${value} END`;
}

/** Returns SQL for the value of a field whose JSON is in a text column; null if it cannot be converted without a loss. */
export function typedValue(text: string, type: FieldType): string {
  switch (type.typeName) {
    case 'integer':
      return exactly(decimal(text), text, 'INT');
    case 'long':
      return exactly(decimal(text), text, 'BIGINT');
    case 'decimal':
      return exactly(decimal(text), text, `DECIMAL(${type.precision},${type.scale})`);
    case 'double': {
      const value = `TRY_CAST(${text} AS DOUBLE)`;
      return `CASE WHEN ${text} RLIKE '${numberPattern}' AND abs(${value}) < DOUBLE('Infinity') THEN ${value} END`;
    }
    case 'boolean':
      return `CASE WHEN ${text} IN ('true', 'false') THEN ${text} = 'true' END`;
    case 'date':
      return `CASE WHEN ${text} RLIKE '${datePattern}' THEN TRY_CAST(${text} AS DATE) END`;
    case 'timestamp':
      return `CASE WHEN ${text} RLIKE '${timePattern}' THEN TRY_CAST(${text} AS TIMESTAMP) END`;
    case 'string':
      return text;
  }
}

/** Returns the range of a numeric type, to complete "is not …"; undefined for other types. */
export function numberRange(type: FieldType): string | undefined {
  switch (type.typeName) {
    case 'integer':
      return 'a 32-bit integer';
    case 'long':
      return 'a 64-bit integer';
    case 'double':
      return 'a finite number';
    case 'decimal':
      return `an exact DECIMAL(${type.precision},${type.scale})`;
    case 'string':
    case 'boolean':
    case 'date':
    case 'timestamp':
      return undefined;
  }
}

/** What a value of a type that is not numeric must be, to complete "is not …". */
export const expectedValues: Readonly<Partial<Record<FieldType['typeName'], string>>> = {
  boolean: 'true or false',
  date: 'a date like 2024-03-31',
  timestamp: 'a time like 2024-03-31T12:00:00Z',
};

/**
 * Returns the fields of a schema that can make a message a dead letter, besides those that every transaction has: optional strings can
 * hold anything.
 */
export function checkedFields(schema: TransactionSchema | undefined): readonly TransactionField[] {
  return (schema?.fields ?? []).filter(
    ({ name, dataType, nullable }) => !isNeeded(name) && !(nullable && dataType.typeName === 'string'),
  );
}

/** Returns the text column of a field for SQL. Its name may be a keyword. */
export function fieldText(name: string): string {
  return `message.\`${name}\``;
}

/** Returns whether the text column of a field has a value of its type, or none if the field is optional. */
export function isValid({ name, dataType, nullable }: TransactionField): Column {
  const text = fieldText(name);
  if (dataType.typeName === 'string') return col(text).notEqual('');
  const hasValue = expr(typedValue(text, dataType)).isNotNull();
  return nullable ? col(text).isNull().or(hasValue) : hasValue;
}
