import { DataTypes } from '../../types/data-types.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, type Of } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = ColumnOrName | number;

/** Returns the absolute value. */
export const abs = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('abs', column);
/** Returns the cube root. */
export const cbrt = (column: ColumnOrName): Column<number | null> => call('cbrt', column);
/** Rounds up to an integer, or to `scale` decimal places. */
export const ceil = (column: ColumnOrName, scale?: Column | number): Column => call('ceil', column, scale);
/** Rounds up to an integer, or to `scale` decimal places. Alias of {@link ceil}. */
export const ceiling = (column: ColumnOrName, scale?: Column | number): Column => call('ceiling', column, scale);
/** Rounds down to an integer, or to `scale` decimal places. */
export const floor = (column: ColumnOrName, scale?: Column | number): Column => call('floor', column, scale);
/** Rounds to `scale` decimal places with HALF_UP rounding. */
export const round = (column: ColumnOrName, scale = 0): Column => call('round', column, scale);
/** Rounds to `scale` decimal places with HALF_EVEN rounding. */
export const bround = (column: ColumnOrName, scale = 0): Column => call('bround', column, scale);
/** Returns the nearest integer as a double. */
export const rint = (column: ColumnOrName): Column<number | null> => call('rint', column);
/** Returns the sign of the value: −1, 0 or 1. Alias of {@link signum}. */
export const sign = (column: ColumnOrName): Column<number | null> => call('sign', column);
/** Returns the sign of the value: −1, 0 or 1. */
export const signum = (column: ColumnOrName): Column<number | null> => call('signum', column);
/** Returns the negated value. */
export const negative = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('negative', column);
/** Returns the negated value. Alias of {@link negative}. */
export const negate = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('negative', column);
/** Returns the value unchanged. */
export const positive = <const C extends ColumnOrName>(column: C): Of<'signed', C> => call('positive', column);
/** Returns the square root. */
export const sqrt = (column: ColumnOrName): Column<number | null> => call('sqrt', column);
/** Returns the base raised to the power of the exponent. */
export const pow = (base: NumberOrColumn, exponent: NumberOrColumn): Column<number | null> =>
  call('power', double(base), double(exponent));
/** Returns the base raised to the power of the exponent. Alias of {@link pow}. */
export const power = (base: NumberOrColumn, exponent: NumberOrColumn): Column<number | null> =>
  call('power', double(base), double(exponent));
/** Returns the positive remainder of a division: for a positive divisor the result is never negative. */
export const pmod = (dividend: NumberOrColumn, divisor: NumberOrColumn): Column =>
  call('pmod', double(dividend), double(divisor));
/** Returns e raised to the power of the value. */
export const exp = (column: ColumnOrName): Column<number | null> => call('exp', column);
/** Returns e raised to the power of the value, minus one. */
export const expm1 = (column: ColumnOrName): Column<number | null> => call('expm1', column);
/** Returns the natural logarithm. */
export const ln = (column: ColumnOrName): Column<number | null> => call('ln', column);
/** Returns the natural logarithm of a column, or its logarithm to the given base. */
export function log(column: ColumnOrName): Column<number | null>;
export function log(base: number | Column, column: ColumnOrName): Column<number | null>;
export function log(first: NumberOrColumn, column?: ColumnOrName): Column<number | null> {
  if (column === undefined) return call('ln', first);
  return call('log', double(first), column);
}
/** Returns the base-10 logarithm. */
export const log10 = (column: ColumnOrName): Column<number | null> => call('log10', column);
/** Returns the natural logarithm of the value plus one. */
export const log1p = (column: ColumnOrName): Column<number | null> => call('log1p', column);
/** Returns the base-2 logarithm. */
export const log2 = (column: ColumnOrName): Column<number | null> => call('log2', column);
/** Returns the factorial of the value, which must be from 0 to 20. */
export const factorial = (column: ColumnOrName): Column<bigint | null> => call('factorial', column);
/** Returns `sqrt(a² + b²)` without intermediate overflow. */
export const hypot = (a: NumberOrColumn, b: NumberOrColumn): Column<number | null> =>
  call('hypot', double(a), double(b));
/** Returns Euler's number. */
export const e = (): Column<number> => call('e');
/** Returns pi. */
export const pi = (): Column<number> => call('pi');
/**
 * Returns the number, counted from 1, of the bucket that the value falls into in an equi-width histogram with
 * `numBucket` buckets between `min` and `max`.
 */
export const width_bucket = (
  value: ColumnOrName,
  min: ColumnOrName,
  max: ColumnOrName,
  numBucket: NumberOrColumn,
): Column<bigint | null> => call('width_bucket', value, min, max, numBucket);
/** Returns random numbers from 0 (inclusive) to 1 (exclusive). The same seed and partitioning give the same numbers. */
export const rand = (seed?: number | bigint): Column<number> => call('rand', seed === undefined ? seed : BigInt(seed));
/** Returns random numbers from the standard normal distribution. */
export const randn = (seed?: number | bigint): Column<number> =>
  call('randn', seed === undefined ? seed : BigInt(seed));
/** Returns random numbers from 0 (inclusive) to 1 (exclusive). Like {@link rand}, but the seed may be a column. */
export const random = (seed?: Column | number): Column<number> => call('random', seed);

// Arithmetic that returns null instead of failing

/** Returns the sum, or null on overflow. */
export const try_add = (left: ColumnOrName, right: ColumnOrName): Column => call('try_add', left, right);
/** Returns the difference, or null on overflow. */
export const try_subtract = (left: ColumnOrName, right: ColumnOrName): Column => call('try_subtract', left, right);
/** Returns the product, or null on overflow. */
export const try_multiply = (left: ColumnOrName, right: ColumnOrName): Column => call('try_multiply', left, right);
/** Returns the quotient, or null if the divisor is zero. */
export const try_divide = (left: ColumnOrName, right: ColumnOrName): Column => call('try_divide', left, right);

/** Turns a number into a double literal, as functions of doubles expect. */
export function double(value: NumberOrColumn): ColumnOrName {
  return typeof value === 'number' ? lit(value, DataTypes.DoubleType) : value;
}
