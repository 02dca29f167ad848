import { Column, columnOrName, type ColumnOrName } from '../column.ts';

const column = (value: ColumnOrName): Column => new Column(columnOrName(value));

/** Returns an ascending sort order with nulls first, Spark's default. */
export const asc = (value: ColumnOrName): Column => column(value).asc();
/** Returns an ascending sort order with nulls first. */
export const asc_nulls_first = (value: ColumnOrName): Column => column(value).asc_nulls_first();
/** Returns an ascending sort order with nulls last. */
export const asc_nulls_last = (value: ColumnOrName): Column => column(value).asc_nulls_last();
/** Returns a descending sort order with nulls last, Spark's default. */
export const desc = (value: ColumnOrName): Column => column(value).desc();
/** Returns a descending sort order with nulls first. */
export const desc_nulls_first = (value: ColumnOrName): Column => column(value).desc_nulls_first();
/** Returns a descending sort order with nulls last. */
export const desc_nulls_last = (value: ColumnOrName): Column => column(value).desc_nulls_last();
