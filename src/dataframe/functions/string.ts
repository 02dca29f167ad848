import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { lit } from './normal.ts';

/** The columns joined together; null when one of them is. */
export const concat = (...columns: ColumnOrName[]): Column => call('concat', ...columns);
/** The columns joined together with a separator; nulls are left out. */
export const concat_ws = (separator: string, ...columns: ColumnOrName[]): Column =>
  call('concat_ws', lit(separator), ...columns);
export const lower = (column: ColumnOrName): Column => call('lower', column);
export const upper = (column: ColumnOrName): Column => call('upper', column);
export const trim = (column: ColumnOrName): Column => call('trim', column);
/** The number of characters, or of bytes of a binary. */
export const length = (column: ColumnOrName): Column => call('length', column);
