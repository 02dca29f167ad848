import { rowColumns } from '../types/row.ts';
import type { CalendarInterval } from '../types/values/calendar-interval.ts';
import type { Decimal } from '../types/values/decimal.ts';
import type { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import type { LocalDate } from '../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';

/** A JavaScript value without parts that can be used as a literal. */
export type AtomicValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Date
  | Decimal
  | Timestamp
  | TimestampNtz
  | LocalDate
  | YearMonthInterval
  | DayTimeInterval
  | CalendarInterval;

/**
 * A JavaScript value that can be used as a literal, including arrays, maps and structs (plain objects) of such values.
 */
export type LiteralValue = AtomicValue | ArrayValue | MapValue | StructValue;

export type ArrayValue = readonly LiteralValue[];
export type MapValue = ReadonlyMap<LiteralValue, LiteralValue>;
export interface StructValue {
  readonly [field: string]: LiteralValue;
}

export function isArray(value: LiteralValue): value is ArrayValue {
  return Array.isArray(value);
}

/** Returns whether a value is a plain object. Instances of classes are not structs. */
export function isStruct(value: LiteralValue): value is StructValue {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Returns a field of a struct, or null if it is missing. */
export function fieldOf(struct: StructValue, name: string): LiteralValue {
  return Object.hasOwn(struct, name) ? (struct[name] ?? null) : null;
}

/** Returns the fields of a struct in the order of its columns. */
export function entriesOf(struct: StructValue): (readonly [string, LiteralValue])[] {
  return rowColumns(struct).map((name) => [name, struct[name]!]);
}
