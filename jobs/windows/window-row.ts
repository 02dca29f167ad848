import { DataTypes, Decimal, StructType, type RowOfSchema } from '../../src/index.ts';
import type { Upsert } from '../../src/kafka.ts';
import type { WindowFields } from './window-fields.ts';

/** A window as Spark reports it. Amounts are exact. */
export type WindowRow = WindowFields<Decimal>;

/** A window as a JSON object. */
export type WindowJson = WindowFields<number>;

/** A window as it arrived in this program. */
export interface WindowUpdate {
  readonly key: string;
  readonly row: WindowRow;
  /** Milliseconds from the newest record of the window to its row here. */
  readonly latency: number;
  /** When the batch began that wrote it, in milliseconds since 1970 by the clock of Spark. */
  readonly batchTime: number;
  /** Whether it was written before this run began. */
  readonly restored: boolean;
}

/** The columns that Spark computes for each window, besides its start and end. */
export const windowFigures = [
  'record_count',
  'total_transaction_value',
  'average_transaction_value',
  'unique_customers',
  'min_batch_number',
  'max_batch_number',
] as const satisfies readonly (keyof WindowRow)[];

/**
 * The types of the columns. Sums, averages and batch numbers are null if all their values are missing. A message without one of
 * the other columns is not a window.
 */
export const windowSchema = new StructType()
  .add('window_start', DataTypes.TimestampType, false)
  .add('window_end', DataTypes.TimestampType, false)
  .add('record_count', DataTypes.LongType, false)
  .add('total_transaction_value', DataTypes.createDecimalType(22, 2))
  .add('average_transaction_value', DataTypes.createDecimalType(13, 2))
  .add('unique_customers', DataTypes.IntegerType, false)
  .add('min_batch_number', DataTypes.IntegerType)
  .add('max_batch_number', DataTypes.IntegerType)
  .add('latest_event_time', DataTypes.TimestampType, false)
  // When the batch began that wrote the row.
  .add('batch_time', DataTypes.TimestampType, false);

const zero = new Decimal(0n, 2);

/** A window as a row of the sink. */
export type SinkRow = RowOfSchema<typeof windowSchema>;

/** Converts a row of the sink to a window. */
export function windowRow(row: SinkRow): WindowRow {
  return {
    window_start: row.window_start.toDate().toISOString(),
    window_end: row.window_end.toDate().toISOString(),
    record_count: Number(row.record_count),
    total_transaction_value: row.total_transaction_value ?? zero,
    average_transaction_value: row.average_transaction_value ?? zero,
    unique_customers: row.unique_customers,
    min_batch_number: row.min_batch_number ?? 0,
    max_batch_number: row.max_batch_number ?? 0,
  };
}

/** Adds to a window how it arrived here. */
export function windowUpdate({ key, row, restored }: Pick<Upsert<SinkRow>, 'key' | 'row' | 'restored'>): WindowUpdate {
  return {
    key,
    row: windowRow(row),
    latency: Date.now() - row.latest_event_time.epochMilliseconds,
    batchTime: row.batch_time.epochMilliseconds,
    restored,
  };
}

/** Converts a window to its JSON object. */
export function windowToJson(row: WindowRow): WindowJson {
  return {
    ...row,
    total_transaction_value: row.total_transaction_value.toNumber(),
    average_transaction_value: row.average_transaction_value.toNumber(),
  };
}

/** Converts a JSON object to the window that it was made from. */
export function windowFromJson(json: WindowJson): WindowRow {
  return {
    ...json,
    total_transaction_value: Decimal.parse(json.total_transaction_value.toFixed(2)),
    average_transaction_value: Decimal.parse(json.average_transaction_value.toFixed(2)),
  };
}
