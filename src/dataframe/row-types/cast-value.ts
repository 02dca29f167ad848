import type { DataType } from '../../types/data-type.ts';
import type { CalendarInterval } from '../../types/values/calendar-interval.ts';
import type { Decimal } from '../../types/values/decimal.ts';
import type { LocalDate } from '../../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { ValueOf } from './row-types.ts';

/** The JavaScript value types of SQL type names. */
interface SqlValues {
  boolean: boolean;
  tinyint: number;
  byte: number;
  smallint: number;
  short: number;
  int: number;
  integer: number;
  bigint: bigint;
  long: bigint;
  float: number;
  real: number;
  double: number;
  string: string;
  binary: Uint8Array;
  date: LocalDate;
  timestamp: Timestamp;
  timestamp_ltz: Timestamp;
  timestamp_ntz: TimestampNtz;
  interval: CalendarInterval;
}

type SqlValue<Name extends string> = Name extends keyof SqlValues
  ? SqlValues[Name]
  : Name extends 'decimal' | 'dec' | 'numeric' | `${'decimal' | 'dec' | 'numeric'}${' ' | ''}(${string})`
    ? Decimal
    : Name extends `${'char' | 'character' | 'varchar'}${' ' | ''}(${string})`
      ? string
      : Name extends `array<${infer Element}>`
        ? (SqlValue<Element> | null)[]
        : unknown;

/** The value of a column after a cast, which may be null. Type names are case-insensitive. */
export type CastValue<T extends DataType | string> = T extends string
  ? SqlValue<Lowercase<T>> | null
  : ValueOf<T> | null;
