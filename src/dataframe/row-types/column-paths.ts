import type { CalendarInterval } from '../../types/values/calendar-interval.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../../types/values/interval.ts';
import type { LocalDate } from '../../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { IsLoose, Quoted, SameName } from './column-names.ts';
import type { NullOf } from './value-rules.ts';

/** The value of a column, or of a path such as `address.street`. */
export type FieldIn<R, Name extends string> = string extends Name | keyof R
  ? unknown
  : Name extends keyof R
    ? R[Name]
    : [Quoted<Name>] extends [never]
      ? Name extends `${infer Head}.${infer Rest}`
        ? PathIn<R, Head, Rest>
        : ValueAt<R, SameName<R, Name>>
      : ValueAt<R, SameName<R, Quoted<Name>>>;

type ValueAt<R, K> = [K] extends [never] ? unknown : R[K & keyof R];

/** A path goes into the column of its first part, or its first part qualifies a column: Spark knows, the type allows both. */
type PathIn<R, Head extends string, Rest extends string> = [SameName<R, Head>] extends [never]
  ? FieldIn<R, Rest>
  : [SameName<R, Rest>] extends [never]
    ? PartOf<R[SameName<R, Head> & keyof R], Rest>
    : PartOf<R[SameName<R, Head> & keyof R], Rest> | FieldIn<R, Rest>;

/** The part of a struct, or of the structs in an array, or the value of a key in a map; null where what it is in is null. */
type PartOf<V, Rest extends string> = V extends null
  ? null
  : V extends readonly (infer E)[]
    ? PartOf<E, Rest>[]
    : V extends ReadonlyMap<unknown, infer X>
      ? (Rest extends `${string}.${infer Further}` ? PartOf<X, Further> : X) | null
      : V extends ClassValue
        ? unknown
        : V extends object
          ? Rest extends '*'
            ? unknown
            : FieldIn<V, Rest>
          : unknown;

/** Values of classes and functions of JavaScript, which are no structs. */
export type ClassValue =
  Uint8Array | Decimal | Timestamp | TimestampNtz | LocalDate | CalendarInterval | DayTimeInterval | YearMonthInterval;

/** The struct that `s.*` takes apart; `never` where `s` is none, but the name of a DataFrame, say. */
export type StarOf<R, Star> = Star extends `${infer Head}.*` ? StructOf<FieldIn<R, Head>> : never;

type StructOf<V> = unknown extends V
  ? never
  : [Exclude<V, null>] extends [object]
    ? [Extract<V, ClassValue | readonly unknown[] | ReadonlyMap<unknown, unknown>>] extends [never]
      ? IsLoose<Exclude<V, null>> extends true
        ? never
        : { [K in keyof Exclude<V, null>]: Exclude<V, null>[K] | NullOf<V> }
      : never
    : never;
