import type { CalendarInterval } from '../../types/values/calendar-interval.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../../types/values/interval.ts';
import type { LocalDate } from '../../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { Row } from '../../types/row.ts';
import type { RowOptions } from '../../execution/execute-rows.ts';

/** Values that are returned exactly as they were given. */
type OwnValue = CalendarInterval | Decimal | DayTimeInterval | YearMonthInterval | LocalDate | Timestamp | TimestampNtz;

/**
 * The type of a value after a round trip to the server if no schema is declared. At every depth, a Date becomes a
 * {@link Timestamp}, a Buffer a Uint8Array, and undefined or a missing property null.
 */
export type InferredValue<V> = unknown extends V
  ? unknown
  : V extends undefined
    ? null
    : V extends OwnValue
      ? V
      : V extends Date
        ? Timestamp
        : V extends Uint8Array
          ? Uint8Array
          : V extends ReadonlyMap<infer K, infer E>
            ? Map<InferredValue<K>, InferredValue<E>>
            : V extends readonly (infer E)[]
              ? InferredValue<E>[]
              : V extends object
                ? InferredStruct<V>
                : V;

/** If the property names are unknown, any object may lack any property. */
type InferredStruct<T extends object> = string extends keyof T
  ? Record<string, InferredValue<T[keyof T]> | null>
  : { -readonly [K in keyof T]-?: InferredValue<T[K] | MissingIf<T, K>> };

/** A property that some objects lack is null in their rows. */
type MissingIf<T, K extends keyof T> = object extends Pick<T, K> ? undefined : never;

/**
 * The row for an object of type `T`; optional properties become nullable. Arrays give a loose row, because their column
 * names are passed separately.
 */
export type InferredRow<T extends object> = T extends readonly unknown[]
  ? Row
  : string extends keyof T
    ? Row
    : InferredStruct<T>;

/** A value of a result that is read with `{ longs: 'number' }`: no bigint at any depth. */
export type LongsAsNumbers<V> = unknown extends V
  ? V
  : V extends bigint
    ? number
    : V extends OwnValue | Uint8Array | Date
      ? V
      : V extends Map<infer K, infer E>
        ? Map<LongsAsNumbers<K>, LongsAsNumbers<E>>
        : V extends readonly (infer E)[]
          ? LongsAsNumbers<E>[]
          : V extends object
            ? { [K in keyof V]: LongsAsNumbers<V[K]> }
            : V;

type OptionOf<O, Name extends keyof RowOptions> =
  O extends Readonly<Partial<Record<Name, infer Value>>> ? (unknown extends Value ? undefined : Value) : undefined;

/** The row type of a result that is read with these options. */
export type RowFor<R extends object, O extends RowOptions> = RowAs<R, OptionOf<O, 'rows'>, OptionOf<O, 'longs'>>;

type RowAs<R, Form, Longs> = Form extends 'arrays' ? unknown[] : Longs extends 'number' ? LongsAsNumbers<R> : R;

/** The row options of a call that sets none. */
export interface DefaultRowOptions {
  readonly longs?: undefined;
  readonly rows?: undefined;
}

/** Rejects unknown options, as the compiler does for a type without parameters. */
export type Only<O> = { readonly [K in Exclude<keyof O, keyof RowOptions>]: never };
