import type { Row } from '../../types/row.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { IsLoose, SameName } from './column-names.ts';
import type { ExactNames } from './row-types.ts';

/** The row without nulls in these columns, or in all columns if none are given. */
export type WithoutNull<R, C extends readonly unknown[]> =
  IsLoose<R> extends true
    ? Row
    : number extends C['length']
      ? R
      : {
          [K in keyof R]: C extends readonly []
            ? Exclude<R[K], null>
            : K extends SameName<R, C[number]>
              ? Exclude<R[K], null>
              : R[K];
        };

/**
 * The row after nulls are filled with one value, in every column of the matching type, or only in the given columns.
 */
export type FilledWith<R, V, C extends readonly unknown[]> =
  IsLoose<R> extends true
    ? Row
    : number extends C['length']
      ? R
      : {
          [K in keyof R]: C extends readonly []
            ? Filled<R[K], V>
            : K extends SameName<R, C[number]>
              ? Filled<R[K], V>
              : R[K];
        };

/** The row after nulls are filled with one value per column. A string column accepts any value. */
export type FilledEach<R, V> = true extends IsLoose<R> | IsLoose<V> ? Row : FilledExactly<R, ExactNames<R, V>>;

type FilledExactly<R, V> = {
  [K in keyof R]: K extends keyof V
    ? Exclude<R[K], null> extends string
      ? Exclude<R[K], null>
      : Filled<R[K], V[K]>
    : R[K];
};

/** Spark fills numeric columns with numbers, string columns with strings and boolean columns with booleans. */
type Filled<T, V> = unknown extends T ? T : [Exclude<T, null>] extends [Fillable<V>] ? Exclude<T, null> : T;

type Fillable<V> = V extends number | bigint ? number | bigint | Decimal : V extends string ? string : boolean;
