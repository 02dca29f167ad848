import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';

/** Returns the current catalog. */
export const current_catalog = (): Column<string> => call('current_catalog');
/** Returns the current database. */
export const current_database = (): Column<string> => call('current_database');
/** Returns the current database. Alias of {@link current_database}. */
export const current_schema = (): Column<string> => call('current_schema');
/** Returns the name of the user who runs the query. */
export const current_user = (): Column<string> => call('current_user');
/** Returns the name of the user who runs the query. Alias of {@link current_user}. */
export const user = (): Column<string> => call('user');
/** Returns the version and revision of Spark. */
export const version = (): Column<string> => call('version');
/** Returns the data type of a column as a DDL string. */
const typeOf = (column: ColumnOrName): Column<string> => call('typeof', column);
export { typeOf as typeof };

/** Returns the name of the file that the row was read from, or an empty string if not available. */
export const input_file_name = (): Column<string> => call('input_file_name');
/** Returns the length in bytes of the file block that the row was read from, or −1 if not available. */
export const input_file_block_length = (): Column<bigint> => call('input_file_block_length');
/** Returns the start offset of the file block that the row was read from, or −1 if not available. */
export const input_file_block_start = (): Column<bigint> => call('input_file_block_start');
/** Returns the ID of the partition that the row is in. */
export const spark_partition_id = (): Column<number> => call('spark_partition_id');
/** Returns unique, increasing 64-bit integers. They are not consecutive across partitions. */
export const monotonically_increasing_id = (): Column<bigint> => call('monotonically_increasing_id');
/** Returns a random UUID. */
export const uuid = (): Column<string> => call('uuid');

/** Calls a static Java method. The columns are the class name, the method name and the arguments. */
export const java_method = (...columns: readonly ColumnOrName[]): Column => call('java_method', ...columns);
/** Calls a static Java method. Alias of {@link java_method}. */
export const reflect = (...columns: readonly ColumnOrName[]): Column => call('reflect', ...columns);
/** Converts a user-defined type to the type that it is stored as. */
export const unwrap_udt = (column: ColumnOrName): Column => call('unwrap_udt', column);

// Partition transforms, for `DataFrameWriterV2.partitionedBy` only

/** Partitions by the hash of a column into `numBuckets` buckets. */
export const bucket = (numBuckets: Column | number, column: ColumnOrName): Column => call('bucket', numBuckets, column);
/** Partitions by year. */
export const years = (column: ColumnOrName): Column => call('years', column);
/** Partitions by month. */
export const months = (column: ColumnOrName): Column => call('months', column);
/** Partitions by day. */
export const days = (column: ColumnOrName): Column => call('days', column);
/** Partitions by hour. */
export const hours = (column: ColumnOrName): Column => call('hours', column);
