import { describe } from '../../../../src/arrow/place.ts';
import { CalendarInterval } from '../../../../src/types/values/calendar-interval.ts';
import { Decimal } from '../../../../src/types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../../../../src/types/values/interval.ts';
import { LocalDate } from '../../../../src/types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../../../../src/types/values/timestamp.ts';
import type { TapeReader, TapeWriter } from './tape.ts';
import { elementsOf } from './values.ts';

/** A type of Spark. TapeTypes.java writes it. */
export interface TapeType {
  readonly is:
    | ('boolean' | 'byte' | 'short' | 'int' | 'long' | 'float' | 'double' | 'decimal' | 'string' | 'binary' | 'null')
    | ('date' | 'timestamp' | 'timestampNtz' | 'dayTimeInterval' | 'yearMonthInterval' | 'calendarInterval')
    | ('array' | 'map' | 'struct');
  /** The name in messages. */
  readonly sql: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly element?: TapeType;
  readonly key?: TapeType;
  readonly value?: TapeType;
  /** Whether elements, or the values of a map, can be null. */
  readonly nullable?: boolean;
  readonly fields?: readonly TapeField[];
}

export interface TapeField {
  readonly name: string;
  readonly type: TapeType;
  readonly nullable: boolean;
}

/** A function returned a value that its type cannot represent. */
export class WrongValue extends TypeError {}

/** Reads a value. */
export type Read = (tape: TapeReader) => unknown;

/** Writes a value, by the rules of createDataFrame(). @throws WrongValue when the type cannot represent it. */
export type Write = (tape: TapeWriter, value: unknown) => void;

export function readerOf(type: TapeType): Read {
  switch (type.is) {
    case 'boolean':
      return (tape) => tape.boolean();
    case 'byte':
    case 'short':
    case 'int':
      return (tape) => tape.int();
    case 'long':
      return (tape) => tape.long();
    case 'float':
    case 'double':
      return (tape) => tape.double();
    case 'string':
      return (tape) => tape.string();
    case 'binary':
      return (tape) => tape.binary();
    case 'null':
      return () => null;
    case 'decimal':
      return (tape) => {
        const unscaled = tape.unscaled();
        return unscaled === null ? null : new Decimal(unscaled, tape.number());
      };
    case 'date':
      return orNull((tape) => tape.int(), LocalDate);
    case 'timestamp':
      return orNull((tape) => tape.long(), Timestamp);
    case 'timestampNtz':
      return orNull((tape) => tape.long(), TimestampNtz);
    case 'dayTimeInterval':
      return orNull((tape) => tape.long(), DayTimeInterval);
    case 'yearMonthInterval':
      return orNull((tape) => tape.int(), YearMonthInterval);
    case 'calendarInterval':
      return (tape) => {
        const months = tape.int();
        return months === null ? null : new CalendarInterval(months, tape.number(), tape.long()!);
      };
    case 'array':
      return arrayReader(readerOf(type.element!));
    case 'map':
      return mapReader(readerOf(type.key!), readerOf(type.value!));
    case 'struct': {
      const fields = fieldsReader(type.fields!);
      return (tape) => (tape.number() === 1 ? fields(tape) : null);
    }
  }
}

function orNull<Part>(read: (tape: TapeReader) => Part | null, Value: new (part: Part) => object): Read {
  return (tape) => {
    const part = read(tape);
    return part === null ? null : new Value(part);
  };
}

function arrayReader(element: Read): Read {
  return (tape) => {
    const length = tape.number();
    if (length < 0) return null;
    const elements: unknown[] = [];
    for (let index = 0; index < length; index++) elements.push(element(tape));
    return elements;
  };
}

function mapReader(key: Read, value: Read): Read {
  return (tape) => {
    const size = tape.number();
    if (size < 0) return null;
    const map = new Map<unknown, unknown>();
    for (let index = 0; index < size; index++) {
      const each = key(tape);
      map.set(each, value(tape));
    }
    return map;
  };
}

/** The methods of the tape that read a value of a type, which the code of {@link fieldsReader} calls at once. */
const directReads: Partial<Record<TapeType['is'], string>> = {
  boolean: 'boolean',
  byte: 'int',
  short: 'int',
  int: 'int',
  long: 'long',
  float: 'double',
  double: 'double',
  string: 'string',
  binary: 'binary',
};

/** Returns a function that reads the fields of a struct, or the columns of a row. Its code makes objects of one shape. */
export function fieldsReader(fields: readonly TapeField[]): Read {
  const parts = fields.map(({ type }) => readerOf(type));
  const properties = fields.map(({ name, type: { is } }, index) => {
    const method = directReads[is];
    // As a computed name, __proto__ is a name like any other.
    return `[${JSON.stringify(name)}]: ${method === undefined ? `parts[${index}](tape)` : `tape.${method}()`}`;
  });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function('parts', `'use strict'; return (tape) => ({ ${properties.join()} });`) as (
    parts: readonly Read[],
  ) => Read;
  return make(parts);
}

/** How values of a type are written: what marks a missing one, and how to write another, which returns false if it cannot. */
interface Writing {
  readonly none: (tape: TapeWriter) => void;
  readonly write: (tape: TapeWriter, value: unknown) => boolean;
}

export function writerOf(type: TapeType): Write {
  const { none, write } = writingOf(type);
  const { sql } = type;
  return (tape, value) => {
    if (value === null || value === undefined) none(tape);
    else if (!write(tape, value)) refuse(value, sql);
  };
}

function refuse(value: unknown, sql: string): never {
  throw new WrongValue(`The function returned ${describe(value)}, which is not a valid ${sql}.`);
}

function required(value: unknown, part: string): void {
  if (value !== null && value !== undefined) return;
  throw new WrongValue(`The function returned null in ${part}, which its type does not allow.`);
}

const noNumber = (tape: TapeWriter): void => tape.noNumber();
const noLong = (tape: TapeWriter): void => tape.noLong();

function writingOf(type: TapeType): Writing {
  switch (type.is) {
    case 'boolean':
      return { none: noNumber, write: (tape, value) => typeof value === 'boolean' && number(tape, value ? 1 : 0) };
    case 'byte':
      return wholeNumber(-128, 127);
    case 'short':
      return wholeNumber(-32_768, 32_767);
    case 'int':
      return wholeNumber(-(2 ** 31), 2 ** 31 - 1);
    case 'long':
      return { none: noLong, write: (tape, value) => long(tape, wholeBigint(value)) };
    case 'float':
      return { none: (tape) => tape.noDouble(), write: single };
    case 'double':
      return { none: (tape) => tape.noDouble(), write: double };
    case 'string':
      return { none: (tape) => tape.noLength(), write: string };
    case 'binary':
      return { none: (tape) => tape.noLength(), write: binary };
    case 'null':
      return { none: () => {}, write: () => false };
    case 'decimal':
      return { none: noNumber, write: (tape, value) => decimal(tape, value, type.precision!, type.scale!) };
    case 'date':
      return { none: noNumber, write: (tape, value) => value instanceof LocalDate && int32(tape, value.epochDay) };
    case 'timestamp':
      return { none: noLong, write: (tape, value) => long(tape, epochMicroseconds(value)) };
    case 'timestampNtz':
      return {
        none: noLong,
        write: (tape, value) => value instanceof TimestampNtz && long(tape, value.localMicroseconds),
      };
    case 'dayTimeInterval':
      return {
        none: noLong,
        write: (tape, value) => value instanceof DayTimeInterval && long(tape, value.microseconds),
      };
    case 'yearMonthInterval':
      return {
        none: noNumber,
        write: (tape, value) => value instanceof YearMonthInterval && int32(tape, value.months),
      };
    case 'calendarInterval':
      return { none: noNumber, write: calendarInterval };
    case 'array':
      return { none: (tape) => tape.noLength(), write: arrayWriting(writerOf(type.element!), type.nullable!) };
    case 'map':
      return {
        none: (tape) => tape.noLength(),
        write: mapWriting(writerOf(type.key!), writerOf(type.value!), type.nullable!),
      };
    case 'struct':
      return { none: (tape) => tape.number(0), write: structWriting(type.fields!) };
  }
}

function number(tape: TapeWriter, value: number): true {
  tape.number(value);
  return true;
}

function isWithin(value: unknown, least: number, greatest: number): value is number | bigint {
  if (typeof value === 'number') return Number.isInteger(value) && value >= least && value <= greatest;
  return typeof value === 'bigint' && value >= least && value <= greatest;
}

function wholeNumber(least: number, greatest: number): Writing {
  return {
    none: noNumber,
    write: (tape, value) => isWithin(value, least, greatest) && number(tape, Number(value)),
  };
}

function int32(tape: TapeWriter, value: unknown): boolean {
  return isWithin(value, -(2 ** 31), 2 ** 31 - 1) && number(tape, Number(value));
}

/** Returns a bigint, or a number that represents a whole number exactly. */
function wholeBigint(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

function long(tape: TapeWriter, value: unknown): boolean {
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) return false;
  tape.long(value);
  return true;
}

function double(tape: TapeWriter, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  tape.double(value);
  return true;
}

function single(tape: TapeWriter, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  const rounded = Math.fround(value);
  return (Number.isFinite(rounded) || !Number.isFinite(value)) && double(tape, rounded);
}

/** A string has this method, which the compiler's library lacks. */
type WellFormedText = string & { isWellFormed(): boolean };

function string(tape: TapeWriter, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (!(value as WellFormedText).isWellFormed()) {
    throw new WrongValue('The function returned half a surrogate pair, which is not a valid character.');
  }
  tape.string(value);
  return true;
}

function binary(tape: TapeWriter, value: unknown): boolean {
  if (!(value instanceof Uint8Array)) return false;
  tape.binary(value);
  return true;
}

/** The largest number of digits that a decimal of Spark can have. */
const mostDigits = 38;

function decimal(tape: TapeWriter, value: unknown, precision: number, scale: number): boolean {
  const whole = wholeBigint(value);
  if (whole === undefined && !(value instanceof Decimal)) return false;
  const [unscaled, ownScale] =
    whole === undefined ? [(value as Decimal).unscaled, (value as Decimal).scale] : [whole, 0];
  if (typeof unscaled !== 'bigint') return false;
  const scaled = rescaled(unscaled, scale - ownScale);
  if (scaled === undefined || (scaled < 0n ? -scaled : scaled) >= 10n ** BigInt(precision)) return false;
  tape.unscaled(scaled);
  tape.number(scale);
  return true;
}

function rescaled(unscaled: bigint, zeros: number): bigint | undefined {
  if (unscaled === 0n) return 0n;
  if (zeros >= 0) return zeros > mostDigits ? undefined : unscaled * 10n ** BigInt(zeros);
  // A bigint of more bits than that would not fit in memory, so that it cannot end with so many zeros.
  if (-zeros > 2 ** 30) return undefined;
  const divisor = 10n ** BigInt(-zeros);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

function epochMicroseconds(value: unknown): bigint | undefined {
  if (value instanceof Timestamp) return value.epochMicroseconds;
  const millis = value instanceof Date ? value.getTime() : NaN;
  return Number.isNaN(millis) ? undefined : BigInt(millis) * 1000n;
}

function calendarInterval(tape: TapeWriter, value: unknown): boolean {
  if (!(value instanceof CalendarInterval)) return false;
  const { months, days, microseconds } = value;
  return int32(tape, months) && int32(tape, days) && long(tape, microseconds);
}

function arrayWriting(element: Write, nullable: boolean): Writing['write'] {
  return (tape, value) => {
    const isElements = !(value instanceof Map) && !(value instanceof Uint8Array);
    const elements = isElements ? elementsOf(value) : null;
    if (elements === null) return false;
    const { length } = elements;
    tape.number(length);
    for (let index = 0; index < length; index++) {
      const each = elements[index];
      if (!nullable && (each === null || each === undefined)) required(each, `element ${index}`);
      element(tape, each);
    }
    return true;
  };
}

function mapWriting(key: Write, value: Write, nullable: boolean): Writing['write'] {
  return (tape, map) => {
    if (!(map instanceof Map)) return false;
    const entries = [...(map as Map<unknown, unknown>)];
    tape.number(entries.length);
    for (const [eachKey, eachValue] of entries) {
      required(eachKey, 'a key of a map');
      key(tape, eachKey);
      if (!nullable) required(eachValue, 'a value of a map');
      value(tape, eachValue);
    }
    return true;
  };
}

/** When and how the code of {@link structWriting} writes a field at once. */
const directWrites: Partial<Record<TapeType['is'], readonly [condition: string, statement: string]>> = {
  boolean: ["typeof field === 'boolean'", 'tape.number(field ? 1 : 0)'],
  int: ["typeof field === 'number' && field === (field | 0)", 'tape.number(field)'],
  long: ["typeof field === 'bigint' && BigInt.asIntN(64, field) === field", 'tape.long(field)'],
  double: ["typeof field === 'number'", 'tape.double(field)'],
  string: ["typeof field === 'string' && field.isWellFormed()", 'tape.string(field)'],
};

/** Returns a function that writes the fields of a struct. Its code reads each property by its name. */
function structWriting(fields: readonly TapeField[]): Writing['write'] {
  const parts = fields.map(({ type }) => writerOf(type));
  const statements = fields.map(({ name, type, nullable }, index) => {
    const [condition, statement] = directWrites[type.is] ?? ['false', ''];
    const check = nullable ? '' : `required(field, ${JSON.stringify(`field ${name}`)});`;
    return `field = list ? value[${index}] : value[${JSON.stringify(name)}];
      if (${condition}) ${statement};
      else { ${check} parts[${index}](tape, field); }`;
  });
  const code = `'use strict';
    return (tape, value) => {
      if (typeof value !== 'object' && typeof value !== 'function') return false;
      const list = Array.isArray(value);
      if (list && value.length !== ${fields.length}) return false;
      tape.number(1);
      let field;
      ${statements.join('\n')}
      return true;
    };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function('parts', 'required', code) as (
    parts: readonly Write[],
    check: typeof required,
  ) => Writing['write'];
  return make(parts, required);
}
