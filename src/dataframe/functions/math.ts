import { DataTypes } from '../../types/data-types.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, type Of } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = ColumnOrName | number;

/** The value without its sign. */
export const abs = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('abs', column);
/** The cubic root. */
export const cbrt = (column: ColumnOrName): Column<number | null> => call('cbrt', column);
/** Rounds up to a whole number, or to `scale` digits behind the point. */
export const ceil = (column: ColumnOrName, scale?: Column | number): Column => call('ceil', column, scale);
/** Rounds up to a whole number, or to `scale` digits behind the point. */
export const ceiling = (column: ColumnOrName, scale?: Column | number): Column => call('ceiling', column, scale);
/** Rounds down to a whole number, or to `scale` digits behind the point. */
export const floor = (column: ColumnOrName, scale?: Column | number): Column => call('floor', column, scale);
/** Rounds half up to `scale` digits behind the point. */
export const round = (column: ColumnOrName, scale = 0): Column => call('round', column, scale);
/** Rounds half to even, to `scale` digits behind the point. */
export const bround = (column: ColumnOrName, scale = 0): Column => call('bround', column, scale);
/** The nearest whole number, as a double. */
export const rint = (column: ColumnOrName): Column<number | null> => call('rint', column);
/** −1, 0 or 1. */
export const sign = (column: ColumnOrName): Column<number | null> => call('sign', column);
/** −1, 0 or 1. */
export const signum = (column: ColumnOrName): Column<number | null> => call('signum', column);
/** The value with its sign changed. */
export const negative = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('negative', column);
/** The value with its sign changed. */
export const negate = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('negative', column);
/** The value itself. */
export const positive = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('positive', column);
/** The square root. */
export const sqrt = (column: ColumnOrName): Column<number | null> => call('sqrt', column);
/** The first to the power of the second. */
export const pow = (base: NumberOrColumn, exponent: NumberOrColumn): Column<number | null> =>
  call('power', double(base), double(exponent));
/** The first to the power of the second. */
export const power = (base: NumberOrColumn, exponent: NumberOrColumn): Column<number | null> =>
  call('power', double(base), double(exponent));
/** The remainder that is never negative for a positive divisor. */
export const pmod = (dividend: NumberOrColumn, divisor: NumberOrColumn): Column =>
  call('pmod', double(dividend), double(divisor));
/** e to the power of the value. */
export const exp = (column: ColumnOrName): Column<number | null> => call('exp', column);
/** e to the power of the value, less one. */
export const expm1 = (column: ColumnOrName): Column<number | null> => call('expm1', column);
/** The natural logarithm. */
export const ln = (column: ColumnOrName): Column<number | null> => call('ln', column);
/** The natural logarithm of one column, or the logarithm of the second to the base of the first. */
export function log(column: ColumnOrName): Column<number | null>;
export function log(base: number | Column, column: ColumnOrName): Column<number | null>;
export function log(first: NumberOrColumn, column?: ColumnOrName): Column<number | null> {
  if (column === undefined) return call('ln', first);
  return call('log', double(first), column);
}
/** The logarithm to the base 10. */
export const log10 = (column: ColumnOrName): Column<number | null> => call('log10', column);
/** The natural logarithm of the value plus one. */
export const log1p = (column: ColumnOrName): Column<number | null> => call('log1p', column);
/** The logarithm to the base 2. */
export const log2 = (column: ColumnOrName): Column<number | null> => call('log2', column);
/** The product of all numbers up to the value, which is from 0 to 20. */
export const factorial = (column: ColumnOrName): Column<bigint | null> => call('factorial', column);
/** The length of the hypotenuse, without overflow on the way. */
export const hypot = (a: NumberOrColumn, b: NumberOrColumn): Column<number | null> =>
  call('hypot', double(a), double(b));
/** Euler's number. */
export const e = (): Column<number> => call('e');
/** The circle's number. */
export const pi = (): Column<number> => call('pi');
/** Which of `numBucket` equal parts between `min` and `max` the value falls into, counted from 1. */
export const width_bucket = (
  value: ColumnOrName,
  min: ColumnOrName,
  max: ColumnOrName,
  numBucket: NumberOrColumn,
): Column<bigint | null> => call('width_bucket', value, min, max, numBucket);
/** Random numbers from 0 to 1, 1 not included; the same for the same seed and partitioning. */
export const rand = (seed?: number | bigint): Column<number> => call('rand', seed === undefined ? seed : BigInt(seed));
/** Random numbers with mean 0 and standard deviation 1. */
export const randn = (seed?: number | bigint): Column<number> =>
  call('randn', seed === undefined ? seed : BigInt(seed));
/** Random numbers from 0 to 1, 1 not included, under SQL's name. */
export const random = (seed?: Column | number): Column<number> => call('random', seed);

// Sums and the like that give null instead of failing

/** The sum, null where it overflows. */
export const try_add = (left: ColumnOrName, right: ColumnOrName): Column => call('try_add', left, right);
/** The difference, null where it overflows. */
export const try_subtract = (left: ColumnOrName, right: ColumnOrName): Column => call('try_subtract', left, right);
/** The product, null where it overflows. */
export const try_multiply = (left: ColumnOrName, right: ColumnOrName): Column => call('try_multiply', left, right);
/** The quotient, null where the divisor is zero. */
export const try_divide = (left: ColumnOrName, right: ColumnOrName): Column => call('try_divide', left, right);

/** A number as the double that functions of real numbers take. */
export function double(value: NumberOrColumn): ColumnOrName {
  return typeof value === 'number' ? lit(value, DataTypes.DoubleType) : value;
}
