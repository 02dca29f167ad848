import type { AtomicType, ArrayType, CharacterType, DecimalType, MapType } from '../../types/data-type.ts';
import type { Row } from '../../types/row.ts';
import type { StructField, StructType } from '../../types/struct-type.ts';
import type { CalendarInterval } from '../../types/values/calendar-interval.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../../types/values/interval.ts';
import type { LocalDate } from '../../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { Column } from '../column.ts';
import type {
  IsLoose,
  IsWide,
  NameAtPlaceOf,
  NameOf,
  Names,
  OrderRenamed,
  OrderWithName,
  SameName,
} from './column-names.ts';
import type { FieldIn, StarOf } from './column-paths.ts';
import type { Field, OwnFieldOf, Resolved } from './column-values.ts';

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

/**
 * The row of a declared schema, with one property per field, which includes null if the field is nullable. If the
 * fields are unknown, a loose row.
 */
export type RowOf<F extends StructField> = [F] extends [never]
  ? Row
  : string extends F['name']
    ? Row
    : { [K in F as K['name']]: K['dataType'] extends infer T ? ValueOf<T> | NullIf<K['nullable']> : never };

type NullIf<Nullable> = Nullable extends false ? never : null;

/** The row type for a schema; a loose row for a DDL string or no schema. */
export type RowOfSchema<S> = S extends StructType<infer F> ? RowOf<F> : Row;

// To decide whether a DataFrame of one row type is assignable to another, the compiler compares their methods with
// `any` in place of the type parameters. The result types must be equal in that case, which is why each type here first
// tests `unknown extends …`.

type Named<C, K> = C extends unknown ? (NameOf<C> extends K ? C : never) : never;

type ValueIn<R, C> = C extends string ? FieldIn<R, C> : C extends Column<infer T> ? Resolved<R, T> : unknown;

/** The result names that a selection's names expand to; `string` if unknown. */
type Expanded<R, N> = N extends '*'
  ? keyof R & string
  : N extends `${string}.*`
    ? [StarOf<R, N>] extends [never]
      ? string
      : keyof StarOf<R, N> & string
    : N;

type StarValue<R, N, K> = N extends '*'
  ? R[K & keyof R]
  : N extends `${string}.*`
    ? K extends keyof StarOf<R, N>
      ? StarOf<R, N>[K]
      : never
    : never;

type SelectedColumns<R, C, N> =
  string extends Expanded<R, N>
    ? Row
    : { [K in Expanded<R, N> & string]: (K extends N ? ValueIn<R, Named<C, K>> : never) | StarValue<R, N, K> };

/** The row with only these columns. If the array's length is unknown, each column may be missing. */
export type Selected<R, C extends readonly unknown[]> = unknown extends C
  ? Row
  : IsLoose<R> extends true
    ? Row
    : number extends C['length']
      ? Perhaps<SelectedColumns<R, C[number], NameOf<C[number]>>>
      : SelectedColumns<R, C[number], NameOf<C[number]>>;

type Perhaps<R> = IsLoose<R> extends true ? Row : { [K in keyof R]?: R[K] };

/** The row with the columns of both. */
export type Together<A, B> =
  IsLoose<B> extends true
    ? Row
    : IsLoose<A> extends true
      ? Row
      : { [K in keyof A | keyof B]: (A & B)[K & keyof (A & B)] };

/** Makes grouping columns nullable: `rollup` and `cube` leave some of them out in some rows, where they are null. */
export type OrNull<C extends readonly unknown[]> = {
  readonly [I in keyof C]: C[I] extends string
    ? Column<Field<C[I]> | null, NameOf<C[I]>>
    : C[I] extends Column<infer T, infer N>
      ? Column<T | null, N>
      : C[I];
};

/** The row with one column added, or replaced if the name exists. */
export type WithColumn<R, N extends string, C> = unknown extends C
  ? Row
  : N extends keyof R
    ? IsLoose<R> extends true
      ? Row
      : WithValue<R, N, ValueIn<R, C>>
    : true extends IsLoose<R> | IsWide<N>
      ? Row
      : [SameName<R, N>] extends [never]
        ? WithValue<R, N, ValueIn<R, C>>
        : WithValue<Omit<R, SameName<R, N>>, N, ValueIn<R, C>>;

type WithValue<R, N extends string, V> = {
  [K in (keyof R & string) | N]: K extends N ? V : K extends keyof R ? R[K] : never;
};

/** The row with several columns added or replaced. */
export type WithColumns<R, C> = unknown extends C
  ? Row
  : true extends IsLoose<R> | IsLoose<C>
    ? Row
    : {
        [K in Exclude<keyof R, SameName<R, keyof C>> | keyof C]: K extends keyof C
          ? ValueIn<R, C[K]>
          : K extends keyof R
            ? R[K]
            : never;
      };

/**
 * The row without these columns. After a join, the types cannot tell which of two equally named columns a DataFrame's
 * own column is.
 */
export type Dropped<R, C extends readonly unknown[]> = unknown extends C
  ? Row
  : IsLoose<R> extends true
    ? Row
    : string extends DroppedName<C[number]>
      ? Row
      : number extends C['length']
        ? Uncertain<R, SameName<R, DroppedName<C[number]>>>
        : [OwnName<C[number]>] extends [never]
          ? Omit<R, SameName<R, DroppedName<C[number]>>>
          : Uncertain<
              Omit<R, SameName<R, Exclude<DroppedName<C[number]>, OwnName<C[number]>>>>,
              SameName<R, OwnName<C[number]>>
            >;

type DroppedName<C> = C extends string ? C : NameOf<C>;
type OwnName<C> = C extends Column<OwnFieldOf<infer N>> ? N : never;
type Uncertain<R, K extends PropertyKey> = {
  [P in keyof (Omit<R, K> & Partial<R>)]: P extends keyof R ? R[P] : never;
};

/**
 * The column order after a drop. The row decides which names remain, unless it is uncertain which of two columns was
 * dropped.
 */
export type OrderDropped<N extends Names, C extends readonly unknown[]> = number extends C['length']
  ? Names
  : string extends DroppedName<C[number]>
    ? Names
    : [OwnName<C[number]>] extends [never]
      ? N
      : Names;

/** An object keyed by column names, with its keys replaced by the row's exact names. */
export type ExactNames<R, To> = {
  readonly [From in keyof To as SameName<R, From>]: To[From];
};

/** The row after columns are renamed. */
export type Renamed<R, To> =
  IsLoose<To> extends true
    ? Row
    : IsLoose<R> extends true
      ? Row
      : string extends To[keyof To]
        ? Row
        : RenamedExactly<R, ExactNames<R, To>>;

type RenamedExactly<R, To> = { [K in keyof R as K extends keyof To ? To[K] & string : K]: R[K] };

/** The column order after columns are renamed. */
export type OrderOfRenamed<R, N extends Names, To> =
  IsLoose<R> extends true ? Names : OrderRenamed<N, ExactNames<R, To>>;

/** The row after one column is renamed. */
export type RenamedOne<R, From, To extends string> = string extends From | To
  ? Row
  : IsLoose<R> extends true
    ? Row
    : RenamedKey<R, SameName<R, From>, To>;

// Not written with an `as` clause: with one, every `keyof` of the result would iterate over all names.
type RenamedKey<R, From, To extends string> = {
  [K in Exclude<keyof R, From> | To]: K extends To ? R[From & keyof R] : K extends keyof R ? R[K] : never;
};

/** The column order after one column is renamed. */
export type OrderOfRenamedOne<R, N extends Names, From, To extends string> =
  IsLoose<R> extends true ? Names : OrderWithName<N, SameName<R, From>, To>;

/** The row with new names for all columns, in order. */
export type RenamedInOrder<R, N extends Names, New extends Names> = unknown extends New
  ? Row
  : number extends New['length']
    ? Row
    : {
        [K in New[number]]: string extends keyof R
          ? unknown
          : R[NameAtPlaceOf<K, Record<New[number], unknown>, New, R, N> & keyof R];
      };

/** A row type as an object literal type, so that an interface is accepted as a row. */
export type Plain<R extends object> = string extends keyof R ? Row : { [K in keyof R]: R[K] };
