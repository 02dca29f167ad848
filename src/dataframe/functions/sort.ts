import { Column, columnOrName, type ColumnOrName } from '../column.ts';

const column = (value: ColumnOrName): Column => new Column(columnOrName(value));

/** Ascending with nulls first, as Spark sorts. */
export const asc = (value: ColumnOrName): Column => column(value).asc();
/** Ascending with nulls first. */
export const asc_nulls_first = (value: ColumnOrName): Column => column(value).asc_nulls_first();
/** Ascending with nulls last. */
export const asc_nulls_last = (value: ColumnOrName): Column => column(value).asc_nulls_last();
/** Descending with nulls last, as Spark sorts. */
export const desc = (value: ColumnOrName): Column => column(value).desc();
/** Descending with nulls first. */
export const desc_nulls_first = (value: ColumnOrName): Column => column(value).desc_nulls_first();
/** Descending with nulls last. */
export const desc_nulls_last = (value: ColumnOrName): Column => column(value).desc_nulls_last();
