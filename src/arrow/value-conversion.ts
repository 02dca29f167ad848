import type { Batch } from '@uwdata/flechette';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';

/** The value of a column of one batch in a row, null where it has none. */
export type Reader = (row: number) => unknown;

/**
 * How the values of a Spark type are read out of an Arrow batch: the one table from Spark's types to JavaScript's.
 *
 * The batch must have been decoded with {@link decodingOptions}, which leave every value exact.
 */
export function createReader(batch: Batch<unknown>, type: DataType): Reader {
  // Arrow's null column counts its nulls but has no bits to say which they are.
  if (type.typeName === 'void') return () => null;
  const read = createNonNullReader(batch, type);
  return batch.nullCount > 0 ? (row) => (batch.isValid(row) ? read(row) : null) : read;
}

/** 64-bit integers, moments and decimals as bigint: their other forms round. */
export const decodingOptions = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true } as const;

function createNonNullReader(batch: Batch<unknown>, type: DataType): Reader {
  const values = batch.values as unknown as ArrayLike<number>;
  const longs = batch.values as unknown as ArrayLike<bigint>;
  switch (type.typeName) {
    case 'void':
      return () => null;
    case 'boolean':
    case 'string':
    case 'char':
    case 'varchar':
      return (row) => batch.value(row);
    case 'binary':
      // A copy: the bytes of the batch belong to all its rows.
      return (row) => (batch.value(row) as Uint8Array).slice();
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return (row) => values[row];
    case 'decimal':
      return (row) => new Decimal(batch.value(row) as bigint, type.scale);
    case 'date':
      return (row) => new LocalDate(values[row]!);
    case 'timestamp':
      return (row) => new Timestamp(longs[row]!);
    case 'timestamp_ntz':
      return (row) => new TimestampNtz(longs[row]!);
    case 'year_month_interval':
      return (row) => new YearMonthInterval(values[row]!);
    case 'day_time_interval':
      return (row) => new DayTimeInterval(longs[row]!);
    case 'array':
      return listReader(batch, createReader(batch.children[0] as Batch<unknown>, type.elementType));
    case 'map':
      return mapReader(batch, type.keyType, type.valueType);
    case 'struct':
      return structReader(
        type.fields.map(({ name }) => name),
        type.fields.map(({ dataType }, index) => createReader(batch.children[index] as Batch<unknown>, dataType)),
      );
    case 'udt':
      return createNonNullReader(batch, type.sqlType);
    case 'interval':
      throw new SparkConnectError(`Spark cannot send values of type ${sqlNameOf(type)} to a client; cast them first.`);
  }
}

function listReader(batch: Batch<unknown>, element: Reader): Reader {
  const offsets = batch.offsets as ArrayLike<number>;
  return (row) => {
    const list: unknown[] = [];
    for (let at = Number(offsets[row]), end = Number(offsets[row + 1]); at < end; at++) list.push(element(at));
    return list;
  };
}

function mapReader(batch: Batch<unknown>, keyType: DataType, valueType: DataType): Reader {
  const entries = batch.children[0] as Batch<unknown>;
  const key = createReader(entries.children[0] as Batch<unknown>, keyType);
  const value = createReader(entries.children[1] as Batch<unknown>, valueType);
  const offsets = batch.offsets as ArrayLike<number>;
  return (row) => {
    const map = new Map<unknown, unknown>();
    for (let at = Number(offsets[row]), end = Number(offsets[row + 1]); at < end; at++) map.set(key(at), value(at));
    return map;
  };
}

/** Objects with the fields in order. The same order every time gives them the same hidden class. */
export function structReader(
  names: readonly string[],
  fields: readonly Reader[],
): (row: number) => Record<string, unknown> {
  return (row) => {
    const struct: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) struct[names[index]!] = fields[index]!(row);
    return struct;
  };
}
