import type { Decimal } from '../../types/values/decimal.ts';
import type { Timestamp } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import type { ClassValue } from './column-paths.ts';
import type { ArgumentsValues, Derived, Placeholder, Resolved, ValueFrom } from './column-values.ts';

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

/** The value of a column that calls a function of this program. */
export type CallValue<Result, Args extends readonly unknown[], Columns extends readonly unknown[]> = Derived<
  'call',
  readonly [readonly [Result, Args], ...ArgumentsValues<Columns>]
>;

/** Appears in a compiler error in place of the value of a function that takes other values than its column has. */
export interface WrongArgument<Takes, Given> {
  readonly takes: Takes;
  readonly given: Given;
}

/** A column as given, unless it calls a function of this program with columns of the row that do not fit. */
export type FittingCall<R, C> =
  C extends Column<infer Value>
    ? [Value] extends [
        ValueFrom<'call', readonly [readonly [unknown, infer Args extends readonly unknown[]], ...infer Given]>,
      ]
      ? FirstMisfit<R, Args, Given> extends infer Misfit
        ? [Misfit] extends [never]
          ? C
          : Column<Misfit>
        : never
      : C
    : C;

/** {@link FittingCall} for each of several columns by name. */
export type FittingCalls<R, C> = { readonly [Name in keyof C]: FittingCall<R, C[Name]> };

type FirstMisfit<R, Args extends readonly unknown[], Given extends readonly unknown[]> = Given extends readonly [
  infer Value,
  ...infer OtherValues,
]
  ? Args extends readonly [infer Arg, ...infer OtherArgs]
    ? Fits<Resolved<R, Value>, Arg> extends true
      ? FirstMisfit<R, OtherArgs, OtherValues>
      : WrongArgument<Arg, Resolved<R, Value>>
    : never
  : never;

/** Null does not count, because it is rarely known whether a column contains any. */
type Fits<Value, Arg> = unknown extends Value
  ? true
  : [Value] extends [Placeholder]
    ? true
    : true extends Overlaps<Exclude<Value, null>, Arg>
      ? true
      : false;

/** Whether a value can be of both types, for each pair of members. Structs fit if no part contradicts. */
type Overlaps<Value, Arg> = Value extends unknown
  ? Arg extends unknown
    ? [Value & Arg] extends [never]
      ? false
      : Value extends Arg
        ? true
        : Arg extends Value
          ? true
          : [Extract<Value | Arg, Indivisible>] extends [never]
            ? true
            : false
    : never
  : never;

/** The compiler does not know that no value is both an instance of one of these classes and something else. */
type Indivisible = string | number | bigint | boolean | ClassValue;
