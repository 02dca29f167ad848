import { describe } from '../../../../src/arrow/place.ts';
import { CalendarInterval } from '../../../../src/types/values/calendar-interval.ts';
import { Decimal } from '../../../../src/types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../../../../src/types/values/interval.ts';
import { LocalDate } from '../../../../src/types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../../../../src/types/values/timestamp.ts';

/** Writes the state of an aggregate as text, so that it can move to another engine. @throws TypeError when it cannot. */
export function saveState(state: unknown): string {
  return JSON.stringify(written(state));
}

/** Reads what {@link saveState} has written. */
export function loadState(text: string): unknown {
  return read(JSON.parse(text) as Written);
}

/** A value of JSON, or an array with the kind of another value and its parts. */
type Written = string | number | boolean | null | readonly Written[];

const typedArrays = [
  ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
  ...[Float32Array, Float64Array],
] as const;

function written(value: unknown): Written {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ['number', Object.is(value, -0) ? '-0' : String(value)];
    case 'bigint':
      return ['bigint', String(value)];
    case 'undefined':
      return ['undefined'];
    case 'object':
      return value === null ? null : writtenObject(value);
    case 'function':
    case 'symbol':
      return refuse(value);
  }
}

function writtenObject(value: object): Written {
  if (Array.isArray(value)) return ['array', ...value.map(written)];
  if (value instanceof Map) return ['Map', ...[...(value as Map<unknown, unknown>)].flat().map(written)];
  if (value instanceof Set) return ['Set', ...[...(value as Set<unknown>)].map(written)];
  if (value instanceof Date) return ['Date', written(value.getTime())];
  if (value instanceof Decimal) return ['Decimal', String(value.unscaled), value.scale];
  if (value instanceof Timestamp) return ['Timestamp', String(value.epochMicroseconds)];
  if (value instanceof TimestampNtz) return ['TimestampNtz', String(value.localMicroseconds)];
  if (value instanceof LocalDate) return ['LocalDate', value.epochDay];
  if (value instanceof DayTimeInterval) return ['DayTimeInterval', String(value.microseconds)];
  if (value instanceof YearMonthInterval) return ['YearMonthInterval', value.months];
  if (value instanceof CalendarInterval) {
    return ['CalendarInterval', value.months, value.days, String(value.microseconds)];
  }
  const typed = typedArrays.find((each) => value instanceof each);
  if (typed) return [typed.name, ...Array.from(value as unknown as ArrayLike<number>, written)];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return refuse(value);
  return ['object', ...Object.entries(value).flatMap(([key, each]) => [key, written(each)])];
}

function refuse(value: unknown): never {
  throw new TypeError(
    `The state contains ${describe(value)}, which cannot move between executors. Use plain objects, arrays, Maps, Sets, and the values of rows.`,
  );
}

function read(value: Written): unknown {
  if (!Array.isArray(value)) return value;
  const [kind, ...parts] = value as readonly Written[];
  const [first, second, third] = parts;
  switch (kind as string) {
    case 'number':
      return Number(first);
    case 'bigint':
      return BigInt(first as string);
    case 'undefined':
      return undefined;
    case 'array':
      return parts.map(read);
    case 'Map':
      return new Map(pairs(parts));
    case 'Set':
      return new Set(parts.map(read));
    case 'Date':
      return new Date(read(first!) as number);
    case 'Decimal':
      return new Decimal(BigInt(first as string), second as number);
    case 'Timestamp':
      return new Timestamp(BigInt(first as string));
    case 'TimestampNtz':
      return new TimestampNtz(BigInt(first as string));
    case 'LocalDate':
      return new LocalDate(first as number);
    case 'DayTimeInterval':
      return new DayTimeInterval(BigInt(first as string));
    case 'YearMonthInterval':
      return new YearMonthInterval(first as number);
    case 'CalendarInterval':
      return new CalendarInterval(first as number, second as number, BigInt(third as string));
    case 'object':
      return objectOf(pairs(parts));
    default: {
      const typed = typedArrays.find(({ name }) => name === kind)!;
      return typed.from(parts.map((each) => read(each) as number));
    }
  }
}

function pairs(parts: readonly Written[]): [unknown, unknown][] {
  return Array.from({ length: parts.length / 2 }, (_, index) => [read(parts[2 * index]!), read(parts[2 * index + 1]!)]);
}

function objectOf(entries: readonly (readonly [unknown, unknown])[]): object {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key as string, { value, writable: true, enumerable: true, configurable: true });
  }
  return object;
}
