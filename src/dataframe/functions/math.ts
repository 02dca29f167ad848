import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { lit } from './normal.ts';

export const abs = (column: ColumnOrName): Column => call('abs', column);
/** Rounds half up to `scale` digits behind the point. */
export const round = (column: ColumnOrName, scale = 0): Column => call('round', column, lit(scale));
