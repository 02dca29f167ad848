import type { ArgumentValue, Derived, OperandValue } from '../row-types/column-values.ts';
import type { Column, ColumnOrLiteral, ColumnOrName } from '../column.ts';
import { call, type Of } from './call.ts';
import { lit } from './normal.ts';

/** The part of the partition's rows that are not after this one. */
export const cume_dist = (): Column<number> => call('cume_dist');
/** The rank of the row, in which equals count once. */
export const dense_rank = (): Column<number> => call('dense_rank');
/** The rank of the row, after which equals leave a gap. */
export const rank = (): Column<number> => call('rank');
/** The rank of the row from 0 to 1. */
export const percent_rank = (): Column<number> => call('percent_rank');
/** The number of the row in its partition, from 1. */
export const row_number = (): Column<number> => call('row_number');
/** Which of `n` equally large parts of the partition the row belongs to, from 1. */
export const ntile = (n: number): Column<number> => call('ntile', n);

/** The value `offset` rows before this one; `defaultValue`, or null, where there is none. */
export const lag = <const C extends ColumnOrName, const V extends ColumnOrLiteral = null>(
  column: C,
  offset = 1,
  defaultValue?: V,
  ignoreNulls?: boolean,
): Column<Derived<'neighbour', [ArgumentValue<C>, OperandValue<V>]>> =>
  call('lag', column, offset, ...neighbour(defaultValue, ignoreNulls));
/** The value `offset` rows after this one; `defaultValue`, or null, where there is none. */
export const lead = <const C extends ColumnOrName, const V extends ColumnOrLiteral = null>(
  column: C,
  offset = 1,
  defaultValue?: V,
  ignoreNulls?: boolean,
): Column<Derived<'neighbour', [ArgumentValue<C>, OperandValue<V>]>> =>
  call('lead', column, offset, ...neighbour(defaultValue, ignoreNulls));
/** The value of the frame's row of that number, from 1; null where the frame is shorter. */
export const nth_value = <const C extends ColumnOrName>(
  column: C,
  offset: number,
  ignoreNulls?: boolean,
): Of<'orNull', C> => call('nth_value', column, offset, ignoreNulls);

function neighbour(defaultValue: ColumnOrLiteral | undefined, ignoreNulls: boolean | undefined): Column[] {
  if (ignoreNulls !== undefined) return [lit(defaultValue ?? null), lit(ignoreNulls)];
  return defaultValue === undefined || defaultValue === null ? [] : [lit(defaultValue)];
}
