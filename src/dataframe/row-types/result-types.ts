import type { CalendarInterval } from '../../types/values/calendar-interval.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../../types/values/interval.ts';
import type { LocalDate } from '../../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { Row } from '../../types/row.ts';
import type { RowOptions } from '../../execution/execute-rows.ts';

/** Values that come back as they were given. */
type OwnValue = CalendarInterval | Decimal | DayTimeInterval | YearMonthInterval | LocalDate | Timestamp | TimestampNtz;

/**
 * What becomes of a value on its way to the server and back, where no schema says otherwise: at every depth a Date is a
 * {@link Timestamp}, a Buffer a Uint8Array, and what is missing null.
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

/** Of structs whose names are not known, any may lack any of them. */
type InferredStruct<T extends object> = string extends keyof T
  ? Record<string, InferredValue<T[keyof T]> | null>
  : { -readonly [K in keyof T]-?: InferredValue<T[K] | MissingIf<T, K>> };

/** What is missing in some objects is null in their rows. */
type MissingIf<T, K extends keyof T> = object extends Pick<T, K> ? undefined : never;

/** The row that comes back of an object like this, its optional properties as null; of arrays a loose one, since their names stand elsewhere. */
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

/** What a row is, where it is read with these options. */
export type RowFor<R extends object, O extends RowOptions> = RowAs<R, OptionOf<O, 'rows'>, OptionOf<O, 'longs'>>;

type RowAs<R, Form, Longs> = Form extends 'arrays' ? unknown[] : Longs extends 'number' ? LongsAsNumbers<R> : R;

/** The options of a call that has none. */
export interface DefaultRowOptions {
  readonly longs?: undefined;
  readonly rows?: undefined;
}

/** Refuses options that there are not, as the compiler does for those of a type without parameters. */
export type Only<O> = { readonly [K in Exclude<keyof O, keyof RowOptions>]: never };
