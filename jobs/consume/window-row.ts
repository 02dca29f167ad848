import { DataTypes, StructType, type RowOfSchema } from '../../src/index.ts';
import type { Upsert } from '../../src/kafka.ts';

/** A window as Spark reports it; times are ISO 8601 in UTC, amounts in dollars to the cent. */
export interface WindowRow {
  readonly window_start: string;
  readonly window_end: string;
  readonly record_count: number;
  readonly total_transaction_value: number;
  readonly average_transaction_value: number;
  readonly unique_customers: number;
  readonly min_batch_number: number;
  readonly max_batch_number: number;
}

/** A window as it arrived in the driver. */
export interface WindowUpdate {
  readonly key: string;
  readonly row: WindowRow;
  /** Milliseconds from the newest record of the window to its row here. */
  readonly latency: number;
  /** Written before this run began: known again after a restart. */
  readonly restored: boolean;
}

/** What Spark works out for each window, besides its start and end. */
export const windowFigures = [
  'record_count',
  'total_transaction_value',
  'average_transaction_value',
  'unique_customers',
  'min_batch_number',
  'max_batch_number',
] as const satisfies readonly (keyof WindowRow)[];

/**
 * The types of what Spark works out. Sums, averages and batch numbers are null where all their values are missing; a message
 * without the others is no window.
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
  .add('latest_event_time', DataTypes.TimestampType, false);

/** A row of the sink as the window of this program. */
export function windowUpdate({ key, row, restored }: Upsert<RowOfSchema<typeof windowSchema>>): WindowUpdate {
  return {
    key,
    row: {
      window_start: row.window_start.toDate().toISOString(),
      window_end: row.window_end.toDate().toISOString(),
      record_count: Number(row.record_count),
      total_transaction_value: row.total_transaction_value?.toNumber() ?? 0,
      average_transaction_value: row.average_transaction_value?.toNumber() ?? 0,
      unique_customers: row.unique_customers,
      min_batch_number: row.min_batch_number ?? 0,
      max_batch_number: row.max_batch_number ?? 0,
    },
    latency: Date.now() - row.latest_event_time.epochMilliseconds,
    restored,
  };
}
