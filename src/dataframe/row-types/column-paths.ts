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

/**
 * The first part of a path is either a column to look into or a qualifier. Only Spark knows which, so the type allows
 * both.
 */
type PathIn<R, Head extends string, Rest extends string> = [SameName<R, Head>] extends [never]
  ? FieldIn<R, Rest>
  : [SameName<R, Rest>] extends [never]
    ? PartOf<R[SameName<R, Head> & keyof R], Rest>
    : PartOf<R[SameName<R, Head> & keyof R], Rest> | FieldIn<R, Rest>;

/** The part of a struct, of the structs in an array, or of a map by key; null where its container is null. */
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

/** Values that are instances of JavaScript classes, and hence not structs. */
export type ClassValue =
  Uint8Array | Decimal | Timestamp | TimestampNtz | LocalDate | CalendarInterval | DayTimeInterval | YearMonthInterval;

/** The struct that `s.*` expands; `never` if `s` is not a struct, for example if it is a DataFrame alias. */
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
