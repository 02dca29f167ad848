import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { double } from './math.ts';

/** The angle, in radians, of a cosine. */
export const acos = (column: ColumnOrName): Column<number | null> => call('acos', column);
/** The inverse hyperbolic cosine. */
export const acosh = (column: ColumnOrName): Column<number | null> => call('acosh', column);
/** The angle, in radians, of a sine. */
export const asin = (column: ColumnOrName): Column<number | null> => call('asin', column);
/** The inverse hyperbolic sine. */
export const asinh = (column: ColumnOrName): Column<number | null> => call('asinh', column);
/** The angle, in radians, of a tangent. */
export const atan = (column: ColumnOrName): Column<number | null> => call('atan', column);
/** The angle, in radians, between the x axis and the point (x, y). */
export const atan2 = (y: ColumnOrName | number, x: ColumnOrName | number): Column<number | null> =>
  call('atan2', double(y), double(x));
/** The inverse hyperbolic tangent. */
export const atanh = (column: ColumnOrName): Column<number | null> => call('atanh', column);
/** The cosine of an angle in radians. */
export const cos = (column: ColumnOrName): Column<number | null> => call('cos', column);
/** The hyperbolic cosine. */
export const cosh = (column: ColumnOrName): Column<number | null> => call('cosh', column);
/** The cotangent of an angle in radians. */
export const cot = (column: ColumnOrName): Column<number | null> => call('cot', column);
/** The cosecant of an angle in radians. */
export const csc = (column: ColumnOrName): Column<number | null> => call('csc', column);
/** Radians as degrees. */
export const degrees = (column: ColumnOrName): Column<number | null> => call('degrees', column);
/** Degrees as radians. */
export const radians = (column: ColumnOrName): Column<number | null> => call('radians', column);
/** The secant of an angle in radians. */
export const sec = (column: ColumnOrName): Column<number | null> => call('sec', column);
/** The sine of an angle in radians. */
export const sin = (column: ColumnOrName): Column<number | null> => call('sin', column);
/** The hyperbolic sine. */
export const sinh = (column: ColumnOrName): Column<number | null> => call('sinh', column);
/** The tangent of an angle in radians. */
export const tan = (column: ColumnOrName): Column<number | null> => call('tan', column);
/** The hyperbolic tangent. */
export const tanh = (column: ColumnOrName): Column<number | null> => call('tanh', column);
