import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';

/** The catalog that names without one belong to. */
export const current_catalog = (): Column<string> => call('current_catalog');
/** The database that names without one belong to. */
export const current_database = (): Column<string> => call('current_database');
/** The database that names without one belong to. */
export const current_schema = (): Column<string> => call('current_schema');
/** Who runs the query. */
export const current_user = (): Column<string> => call('current_user');
/** Who runs the query. */
export const user = (): Column<string> => call('user');
/** The version and revision of Spark. */
export const version = (): Column<string> => call('version');
/** The type of a column, as SQL writes it. */
const typeOf = (column: ColumnOrName): Column<string> => call('typeof', column);
export { typeOf as typeof };

/** The file that the row comes from, an empty text if none. */
export const input_file_name = (): Column<string> => call('input_file_name');
/** The length of the block of the file that the row comes from, or −1. */
export const input_file_block_length = (): Column<bigint> => call('input_file_block_length');
/** Where the block of the file that the row comes from starts, or −1. */
export const input_file_block_start = (): Column<bigint> => call('input_file_block_start');
/** The number of the partition that the row is in. */
export const spark_partition_id = (): Column<number> => call('spark_partition_id');
/** Numbers that grow from row to row, with gaps between partitions. */
export const monotonically_increasing_id = (): Column<bigint> => call('monotonically_increasing_id');
/** A UUID by chance. */
export const uuid = (): Column<string> => call('uuid');

/** Calls a static method of a Java class: columns with the class, the method and its arguments. */
export const java_method = (...columns: readonly ColumnOrName[]): Column => call('java_method', ...columns);
/** Calls a static method of a Java class, under SQL's other name. */
export const reflect = (...columns: readonly ColumnOrName[]): Column => call('reflect', ...columns);
/** The value of a user-defined type as the type it is stored as. */
export const unwrap_udt = (column: ColumnOrName): Column => call('unwrap_udt', column);

// How a table is partitioned, for `DataFrameWriterV2.partitionedBy` only

/** Partitions by the hash of a column. */
export const bucket = (numBuckets: Column | number, column: ColumnOrName): Column => call('bucket', numBuckets, column);
/** Partitions by year. */
export const years = (column: ColumnOrName): Column => call('years', column);
/** Partitions by month. */
export const months = (column: ColumnOrName): Column => call('months', column);
/** Partitions by day. */
export const days = (column: ColumnOrName): Column => call('days', column);
/** Partitions by hour. */
export const hours = (column: ColumnOrName): Column => call('hours', column);
