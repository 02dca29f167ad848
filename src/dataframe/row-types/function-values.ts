import type { Decimal } from '../../types/values/decimal.ts';
import type { Timestamp } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import type { Placeholder } from './column-values.ts';

/** The values that a function may return for a type whose values have this type. They are the ones of `createDataFrame`. */
export type ReturnValue<T> = unknown extends T
  ? unknown
  : T extends bigint
    ? bigint | number
    : T extends Decimal
      ? Decimal | bigint | number
      : T extends Timestamp
        ? Timestamp | Date
        : T;

/**
 * The columns that a function with these arguments takes. A column none of whose values fit is replaced by one whose
 * values do, so that the compiler reports both types. A column whose values are not known yet fits.
 */
export type ArgumentColumns<Columns extends readonly ColumnOrName[], Args extends readonly unknown[]> = {
  readonly [I in keyof Columns]: I extends keyof Args ? Fitting<Columns[I], Args[I]> : Columns[I];
} & { readonly length: Args['length'] };

type Fitting<C, Arg> = C extends Column<infer Value> ? (Fits<Value, Arg> extends true ? C : Column<Arg>) : C;

/** Null does not count, because it is rarely known whether a column contains any. */
type Fits<Value, Arg> = unknown extends Value
  ? true
  : [Value] extends [Placeholder]
    ? true
    : [Exclude<Value, null> & Arg] extends [never]
      ? false
      : true;
