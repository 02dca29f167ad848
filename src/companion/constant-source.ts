import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { CalendarInterval } from '../types/values/calendar-interval.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';

/** The classes of this package that functions can use, by the name that they have in the companion. */
const classes: readonly (abstract new (...args: never[]) => object)[] = [
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  LocalDate,
  Timestamp,
  TimestampNtz,
  YearMonthInterval,
];

/** The names of {@link classes}, which a function can use without handing them over. */
export const classNames: readonly string[] = classes.map(({ name }) => name);

/**
 * Writes a constant as JavaScript source text.
 *
 * @throws IllegalArgumentException when a value, or a part of it, has no source text, such as a function.
 */
export function constantSource(name: string, value: unknown): string {
  return new ConstantWriter(name).write(value);
}

class ConstantWriter {
  readonly #name: string;
  /** The objects around the current value, to find cycles. */
  readonly #open = new Set<object>();

  constructor(name: string) {
    this.#name = name;
  }

  write(value: unknown): string {
    switch (typeof value) {
      case 'undefined':
        return 'undefined';
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint':
        return `BigInt("${value}")`;
      case 'string':
        return JSON.stringify(value);
      case 'boolean':
        return String(value);
      case 'function':
        return classes.find((each) => each === value)?.name ?? this.#refuse('a function');
      case 'symbol':
        return this.#refuse('a symbol');
      case 'object':
        return value === null ? 'null' : this.#object(value);
    }
  }

  #object(value: object): string {
    if (this.#open.has(value)) return this.#refuse('an object that contains itself');
    this.#open.add(value);
    const source = this.#value(value) ?? this.#plain(value);
    this.#open.delete(value);
    return source;
  }

  #value(value: object): string | undefined {
    if (Array.isArray(value)) return `[${value.map((each) => this.write(each)).join()}]`;
    if (value instanceof Map) return `new Map([${[...value].map((entry) => this.write(entry)).join()}])`;
    if (value instanceof Set) return `new Set([${[...value].map((each) => this.write(each)).join()}])`;
    if (value instanceof Date) return `new Date(${value.getTime()})`;
    if (value instanceof RegExp) return `new RegExp(${JSON.stringify(value.source)},"${value.flags}")`;
    if (value instanceof Uint8Array) return `new Uint8Array([${[...value].join()}])`;
    if (value instanceof Decimal) return this.#instance('Decimal', value.unscaled, value.scale);
    if (value instanceof Timestamp) return this.#instance('Timestamp', value.epochMicroseconds);
    if (value instanceof TimestampNtz) return this.#instance('TimestampNtz', value.localMicroseconds);
    if (value instanceof LocalDate) return this.#instance('LocalDate', value.epochDay);
    if (value instanceof DayTimeInterval) return this.#instance('DayTimeInterval', value.microseconds);
    if (value instanceof YearMonthInterval) return this.#instance('YearMonthInterval', value.months);
    if (value instanceof CalendarInterval) {
      return this.#instance('CalendarInterval', value.months, value.days, value.microseconds);
    }
    return undefined;
  }

  #instance(className: string, ...args: readonly unknown[]): string {
    return `new ${className}(${args.map((each) => this.write(each)).join()})`;
  }

  #plain(value: object): string {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      return this.#refuse(`a ${value.constructor.name}`);
    }
    const properties = Object.entries(value).map(([key, each]) => `[${JSON.stringify(key)}]:${this.write(each)}`);
    return `({${properties.join()}})`;
  }

  #refuse(what: string): never {
    throw new IllegalArgumentException(
      `The constant ${this.#name} is or contains ${what}, which cannot be sent to Spark. Pass plain values: numbers, bigints, strings, arrays, objects, Maps, Sets, Dates, and Spark's values.`,
    );
  }
}
