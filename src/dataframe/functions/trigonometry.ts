import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { double } from './math.ts';

/** Returns the inverse cosine in radians. */
export const acos = (column: ColumnOrName): Column<number | null> => call('acos', column);
/** Returns the inverse hyperbolic cosine. */
export const acosh = (column: ColumnOrName): Column<number | null> => call('acosh', column);
/** Returns the inverse sine in radians. */
export const asin = (column: ColumnOrName): Column<number | null> => call('asin', column);
/** Returns the inverse hyperbolic sine. */
export const asinh = (column: ColumnOrName): Column<number | null> => call('asinh', column);
/** Returns the inverse tangent in radians. */
export const atan = (column: ColumnOrName): Column<number | null> => call('atan', column);
/** Returns the angle in radians between the positive x-axis and the point (x, y). */
export const atan2 = (y: ColumnOrName | number, x: ColumnOrName | number): Column<number | null> =>
  call('atan2', double(y), double(x));
/** Returns the inverse hyperbolic tangent. */
export const atanh = (column: ColumnOrName): Column<number | null> => call('atanh', column);
/** Returns the cosine of an angle in radians. */
export const cos = (column: ColumnOrName): Column<number | null> => call('cos', column);
/** Returns the hyperbolic cosine. */
export const cosh = (column: ColumnOrName): Column<number | null> => call('cosh', column);
/** Returns the cotangent of an angle in radians. */
export const cot = (column: ColumnOrName): Column<number | null> => call('cot', column);
/** Returns the cosecant of an angle in radians. */
export const csc = (column: ColumnOrName): Column<number | null> => call('csc', column);
/** Converts radians to degrees. */
export const degrees = (column: ColumnOrName): Column<number | null> => call('degrees', column);
/** Converts degrees to radians. */
export const radians = (column: ColumnOrName): Column<number | null> => call('radians', column);
/** Returns the secant of an angle in radians. */
export const sec = (column: ColumnOrName): Column<number | null> => call('sec', column);
/** Returns the sine of an angle in radians. */
export const sin = (column: ColumnOrName): Column<number | null> => call('sin', column);
/** Returns the hyperbolic sine. */
export const sinh = (column: ColumnOrName): Column<number | null> => call('sinh', column);
/** Returns the tangent of an angle in radians. */
export const tan = (column: ColumnOrName): Column<number | null> => call('tan', column);
/** Returns the hyperbolic tangent. */
export const tanh = (column: ColumnOrName): Column<number | null> => call('tanh', column);
