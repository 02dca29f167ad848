import type { Row } from '../../types/row.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { IsLoose, SameName } from './column-names.ts';
import type { ExactNames } from './row-types.ts';

/** The row without nulls in these columns, or in all when there are none. */
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

/** The row with a value for the nulls of the columns whose type it has; of these columns only, where there are any. */
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

/** The row with values for the nulls of columns; text takes any. */
export type FilledEach<R, V> = true extends IsLoose<R> | IsLoose<V> ? Row : FilledExactly<R, ExactNames<R, V>>;

type FilledExactly<R, V> = {
  [K in keyof R]: K extends keyof V
    ? Exclude<R[K], null> extends string
      ? Exclude<R[K], null>
      : Filled<R[K], V[K]>
    : R[K];
};

/** Spark fills numbers with numbers, text with text and truth values with truth values. */
type Filled<T, V> = unknown extends T ? T : [Exclude<T, null>] extends [Fillable<V>] ? Exclude<T, null> : T;

type Fillable<V> = V extends number | bigint ? number | bigint | Decimal : V extends string ? string : boolean;
