// The result types of Spark's operations, as far as JavaScript types determine the Spark types.
import type { CalendarInterval } from '../../types/values/calendar-interval.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../../types/values/interval.ts';
import type { NumberValue, SizeOf } from './literal-types.ts';

/** `null` if the value may be null, otherwise `never`. */
export type NullOf<V> = null extends V ? null : never;

/** The common type that Spark coerces values to. */
export type Common<V> = unknown extends V
  ? unknown
  : [V] extends [never]
    ? never
    : [Extract<V, string>] extends [never]
      ? [Exclude<V, number | bigint | Decimal>] extends [never]
        ? CommonNumber<V>
        : Widened<V>
      : string;

type CommonNumber<V> =
  'fraction' extends SizeOf<V>
    ? number
    : 'column' extends SizeOf<V>
      ? V
      : [Extract<V, Decimal>] extends [never]
        ? [Extract<V, bigint>] extends [never]
          ? 'long' extends SizeOf<V>
            ? bigint
            : number
          : bigint
        : Decimal;

type Widened<V> = V extends number ? NumberValue<V> : V extends boolean ? boolean : V;

/** The sum, difference or product of two values. */
export type Arithmetic<X, Y> = unknown extends X | Y
  ? unknown
  : X extends unknown
    ? Y extends unknown
      ? Pair<X, Y>
      : never
    : never;

/** A plain `number` may be an integer or a fraction, which affects its result with a bigint or Decimal. */
type Pair<X, Y> = X extends string
  ? Y extends string | number | bigint | Decimal
    ? number
    : unknown
  : Y extends string
    ? X extends number | bigint | Decimal
      ? number
      : unknown
    : X extends Decimal
      ? WithDecimal<Y>
      : Y extends Decimal
        ? WithDecimal<X>
        : X extends bigint
          ? WithLong<Y>
          : Y extends bigint
            ? WithLong<X>
            : X extends number
              ? Y extends number
                ? 'long' extends SizeOf<X> | SizeOf<Y>
                  ? number | bigint
                  : number
                : unknown
              : unknown;

type WithDecimal<Y> = Y extends Decimal | bigint
  ? Decimal | null
  : Y extends number
    ? number extends Y
      ? Decimal | number | null
      : SizeOf<Y> extends 'fraction'
        ? number
        : Decimal | null
    : unknown;

type WithLong<Y> = Y extends bigint
  ? bigint
  : Y extends number
    ? number extends Y
      ? bigint | number
      : SizeOf<Y> extends 'fraction'
        ? number
        : bigint
    : unknown;

/** The type of a quotient, given the type of the corresponding product. */
export type Quotient<V> = V extends bigint ? number : V;

/** Integers combined bitwise. */
export type Bits<V> = unknown extends V
  ? unknown
  : [Exclude<V, number | bigint>] extends [never]
    ? [Extract<V, bigint>] extends [never]
      ? number
      : bigint
    : unknown;

type Interval = DayTimeInterval | YearMonthInterval | CalendarInterval;

/** The value negated, or its absolute value. */
export type Signed<V> = V extends null | bigint | Decimal | Interval
  ? V
  : V extends number
    ? number
    : V extends string
      ? number | null
      : unknown;

/** The sum. For `number` it is a bigint if Spark has integers, and a number if it has fractions. */
export type Sum<V> = V extends null
  ? never
  : V extends bigint | Decimal | Interval
    ? V
    : V extends number
      ? bigint | number
      : V extends string
        ? number
        : unknown;

/** The average. */
export type Mean<V> = V extends null
  ? never
  : V extends number | bigint | string
    ? number
    : V extends Decimal | Interval
      ? V
      : unknown;
