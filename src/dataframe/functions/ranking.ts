import type { ArgumentValue, Derived, OperandValue } from '../row-types/column-values.ts';
import type { Column, ColumnOrLiteral, ColumnOrName } from '../column.ts';
import { call, type Of } from './call.ts';
import { lit } from './normal.ts';

/** Returns the cumulative distribution: the fraction of the partition's rows that are at or before the current one. */
export const cume_dist = (): Column<number> => call('cume_dist');
/** Returns the rank of the row within its partition, without gaps after ties. */
export const dense_rank = (): Column<number> => call('dense_rank');
/** Returns the rank of the row within its partition, with gaps after ties. */
export const rank = (): Column<number> => call('rank');
/** Returns the relative rank of the row within its partition, from 0 to 1. */
export const percent_rank = (): Column<number> => call('percent_rank');
/** Returns the number of the row within its partition, counted from 1. */
export const row_number = (): Column<number> => call('row_number');
/**
 * Returns the number, from 1 to `n`, of the bucket that the row belongs to when its partition is split into `n` equal
 * parts.
 */
export const ntile = (n: number): Column<number> => call('ntile', n);

/**
 * Returns the value `offset` rows before the current row, or `defaultValue` (null by default) if there is no such row.
 */
export const lag = <const C extends ColumnOrName, const V extends ColumnOrLiteral = null>(
  column: C,
  offset = 1,
  defaultValue?: V,
  ignoreNulls?: boolean,
): Column<Derived<'neighbour', [ArgumentValue<C>, OperandValue<V>]>> =>
  call('lag', column, offset, ...neighbour(defaultValue, ignoreNulls));
/**
 * Returns the value `offset` rows after the current row, or `defaultValue` (null by default) if there is no such row.
 */
export const lead = <const C extends ColumnOrName, const V extends ColumnOrLiteral = null>(
  column: C,
  offset = 1,
  defaultValue?: V,
  ignoreNulls?: boolean,
): Column<Derived<'neighbour', [ArgumentValue<C>, OperandValue<V>]>> =>
  call('lead', column, offset, ...neighbour(defaultValue, ignoreNulls));
/** Returns the value in the n-th row of the window frame, counted from 1, or null if the frame has fewer rows. */
export const nth_value = <const C extends ColumnOrName>(
  column: C,
  offset: number,
  ignoreNulls?: boolean,
): Of<'orNull', C> => call('nth_value', column, offset, ignoreNulls);

function neighbour(defaultValue: ColumnOrLiteral | undefined, ignoreNulls: boolean | undefined): Column[] {
  if (ignoreNulls !== undefined) return [lit(defaultValue ?? null), lit(ignoreNulls)];
  return defaultValue === undefined || defaultValue === null ? [] : [lit(defaultValue)];
}
