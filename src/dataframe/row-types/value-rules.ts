// What Spark makes of values, as far as the types of JavaScript tell which of Spark's they are.
import type { CalendarInterval } from '../../types/values/calendar-interval.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../../types/values/interval.ts';
import type { NumberValue, SizeOf } from './literal-types.ts';

/** Null, where a value may be null. */
export type NullOf<V> = null extends V ? null : never;

/** What Spark makes of values that have to become of one type. */
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

/** The sum, the difference or the product of two values. */
export type Arithmetic<X, Y> = unknown extends X | Y
  ? unknown
  : X extends unknown
    ? Y extends unknown
      ? Pair<X, Y>
      : never
    : never;

/** `number` alone may be a whole number or a fraction, on which it depends what it makes with a bigint or a Decimal. */
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

/** What a quotient is, of the values that a product would be. */
export type Quotient<V> = V extends bigint ? number : V;

/** Whole numbers combined bit by bit. */
export type Bits<V> = unknown extends V
  ? unknown
  : [Exclude<V, number | bigint>] extends [never]
    ? [Extract<V, bigint>] extends [never]
      ? number
      : bigint
    : unknown;

type Interval = DayTimeInterval | YearMonthInterval | CalendarInterval;

/** The value with another sign, or without one. */
export type Signed<V> = V extends null | bigint | Decimal | Interval
  ? V
  : V extends number
    ? number
    : V extends string
      ? number | null
      : unknown;

/** The sum of `number` is a bigint where Spark has whole numbers, and a number where it has fractions. */
export type Sum<V> = V extends null
  ? never
  : V extends bigint | Decimal | Interval
    ? V
    : V extends number
      ? bigint | number
      : V extends string
        ? number
        : unknown;

/** The mean. */
export type Mean<V> = V extends null
  ? never
  : V extends number | bigint | string
    ? number
    : V extends Decimal | Interval
      ? V
      : unknown;
