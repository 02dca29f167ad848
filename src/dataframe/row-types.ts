import type { AtomicType, ArrayType, CharacterType, DataType, DecimalType, MapType } from '../types/data-type.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import type { CalendarInterval } from '../types/values/calendar-interval.ts';
import type { Decimal } from '../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import type { LocalDate } from '../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import type { Column, FieldOf } from './column.ts';

interface AtomicValues {
  void: null;
  binary: Uint8Array;
  boolean: boolean;
  byte: number;
  short: number;
  integer: number;
  long: bigint;
  float: number;
  double: number;
  string: string;
  date: LocalDate;
  timestamp: Timestamp;
  timestamp_ntz: TimestampNtz;
  interval: CalendarInterval;
}

/** The JavaScript value of a Spark type. */
export type ValueOf<T> =
  T extends AtomicType<infer Name>
    ? AtomicValues[Name]
    : T extends DecimalType
      ? Decimal
      : T extends CharacterType
        ? string
        : T extends ArrayType<infer E>
          ? (ValueOf<E> | null)[]
          : T extends MapType<infer K, infer V>
            ? Map<ValueOf<K>, ValueOf<V> | null>
            : T extends StructType<infer F>
              ? RowOf<F>
              : T extends { readonly typeName: 'year_month_interval' }
                ? YearMonthInterval
                : T extends { readonly typeName: 'day_time_interval' }
                  ? DayTimeInterval
                  : unknown;

/** The row of a declared schema: a property for each field, null where the field may be; a loose row when the fields are not known. */
export type RowOf<F extends StructField> = [F] extends [never]
  ? Row
  : string extends F['name']
    ? Row
    : { [K in F as K['name']]: K['dataType'] extends infer T ? ValueOf<T> | NullIf<K['nullable']> : never };

type NullIf<Nullable> = Nullable extends false ? never : null;

/** The type of a field that a schema, a DDL string or nothing describes. */
export type RowOfSchema<S> = S extends StructType<infer F> ? RowOf<F> : Row;

/** SQL's names of types, of which the JavaScript values are known. */
interface SqlValues {
  boolean: boolean;
  tinyint: number;
  smallint: number;
  int: number;
  integer: number;
  bigint: bigint;
  long: bigint;
  float: number;
  double: number;
  string: string;
  binary: Uint8Array;
  date: LocalDate;
  timestamp: Timestamp;
  timestamp_ntz: TimestampNtz;
}

/** The value of a column after a cast, which may be null. */
export type CastValue<T extends DataType | string> = T extends keyof SqlValues
  ? SqlValues[T] | null
  : T extends `decimal${string}`
    ? Decimal | null
    : T extends string
      ? unknown
      : ValueOf<T> | null;

/** Whether nothing is known about the columns. */
export type IsLoose<R> = string extends keyof R ? true : false;

/** A name that is more than the name of a column: a field, a qualified column, a quoted name or all columns. */
type Path = '*' | `${string}.${string}` | `\`${string}`;

/** The names a DataFrame takes: those of its columns, and any path. Only a loose row takes every text. */
export type NameIn<R> = string extends keyof R ? string : (keyof R & string) | Path;

/** The column as given; but a literal that names no column becomes a type it is not, so that the compiler refuses it. */
export type Known<R, C> = C extends string ? (string extends C ? C : C extends NameIn<R> ? C : NameIn<R>) : C;

/** {@link Known} for each of several columns. */
export type AllKnown<R, C extends readonly unknown[]> = { readonly [I in keyof C]: Known<R, C[I]> };

type NameOf<C> = C extends string ? C : C extends Column<unknown, infer N> ? N : string;

/** Whether all names are literals, and not paths, of which the names in the result are not known. */
type ArePlain<N extends string> = string extends N
  ? false
  : [Extract<N, Exclude<Path, '*'>>] extends [never]
    ? true
    : false;

type Named<C, K> = C extends K ? C : C extends Column<unknown, infer N> ? (N extends K ? C : never) : never;

type ValueIn<R, C> = C extends keyof R
  ? R[C]
  : C extends Column<infer T, string>
    ? T extends FieldOf<infer F>
      ? F extends keyof R
        ? R[F]
        : unknown
      : T
    : unknown;

/** The row with these columns only. */
export type Selected<R, C extends readonly unknown[]> =
  IsLoose<R> extends true
    ? Row
    : ArePlain<NameOf<C[number]>> extends true
      ? {
          [K in Exclude<NameOf<C[number]>, '*'> | ('*' extends NameOf<C[number]> ? keyof R & string : never)]: [
            Named<C[number], K>,
          ] extends [never]
            ? K extends keyof R
              ? R[K]
              : unknown
            : ValueIn<R, Named<C[number], K>>;
        }
      : Row;

/** The row with one more column, or another in place of the one of that name. */
export type WithColumn<R, N extends string, C> =
  IsLoose<R> extends true
    ? Row
    : string extends N
      ? Row
      : { [K in (keyof R & string) | N]: K extends N ? ValueIn<R, C> : K extends keyof R ? R[K] : never };

/** The row with several columns added or replaced. */
export type WithColumns<R, C> =
  IsLoose<R> extends true
    ? Row
    : string extends keyof C
      ? Row
      : {
          [K in (keyof R | keyof C) & string]: K extends keyof C ? ValueIn<R, C[K]> : K extends keyof R ? R[K] : never;
        };

/** The row without the columns of these names. */
export type Dropped<R, C extends readonly unknown[]> =
  IsLoose<R> extends true ? Row : ArePlain<NameOf<C[number]>> extends true ? Omit<R, NameOf<C[number]>> : Row;

/** The row in which columns have other names. */
export type Renamed<R, Names> =
  IsLoose<R> extends true
    ? Row
    : string extends keyof Names
      ? Row
      : string extends Names[keyof Names]
        ? Row
        : { [K in keyof R as K extends keyof Names ? Names[K] & string : K]: R[K] };

/** How to join, as far as it decides which side may be missing. */
type LeftMayMiss = 'right' | 'right_outer' | 'full' | 'full_outer' | 'outer';
type RightMayMiss = 'left' | 'left_outer' | 'full' | 'full_outer' | 'outer';
type LeftOnly = 'left_semi' | 'left_anti' | 'semi' | 'anti';

/** The row of a join on columns of these names, or on a condition when there are none. */
export type Joined<L, R, Using, How extends string> =
  IsLoose<L> extends true
    ? Row
    : How extends LeftOnly
      ? L
      : IsLoose<R> extends true
        ? Row
        : string extends Using
          ? Row
          : {
              [K in (keyof L | keyof R) & string]: K extends Using
                ? SideOf<L, K, 'never', How>
                : SideOf<L, K, LeftMayMiss, How> | SideOf<R, K, RightMayMiss, How>;
            };

type SideOf<S, K, MayMiss, How> = K extends keyof S ? S[K] | (How & MayMiss extends never ? never : null) : never;

/** The row of a union: a column of both sides has a value of either. */
export type United<L, R> =
  IsLoose<L> extends true
    ? Row
    : IsLoose<R> extends true
      ? Row
      : keyof L extends keyof R
        ? { [K in keyof L]: K extends keyof R ? L[K] | R[K] : L[K] }
        : Row;

/** A row type as a plain one, so that an interface can stand for a row too. */
export type Plain<R extends object> = string extends keyof R ? Row : { [K in keyof R]: R[K] };
