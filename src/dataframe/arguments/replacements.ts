import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { doubleMessage, literalMessage, type LiteralMessage } from '../../plan/literal.ts';
import type { Replacement } from '../../plan/missing-values.ts';

/** A value that Spark can replace with another one. */
export type Replaced = boolean | number | bigint | string;

/**
 * Values and their replacements. The keys of an object are strings; they stand for numbers or booleans if the object's
 * values are numbers or booleans.
 */
export type Replacements = ReadonlyMap<Replaced, Replaced | null> | Readonly<Record<string, Replaced | null>>;

type Pairs = readonly (readonly [Replaced, Replaced | null])[];

/** @throws IllegalArgumentException when types are mixed, which Spark would turn into nulls. */
export function replacementsOf(values: Replacements): Replacement[] {
  return messages(values instanceof Map ? [...(values as ReadonlyMap<Replaced, Replaced | null>)] : pairsOf(values));
}

/** Pairs each value with its own replacement, or all values with the same one. */
export function replacementsOfLists(
  from: Replaced | readonly Replaced[],
  to: Replaced | null | readonly (Replaced | null)[],
): Replacement[] {
  const old = isList(from) ? from : [from];
  if (!isList(to)) return messages(old.map((each) => [each, to]));
  if (to.length === old.length) return messages(old.map((each, index) => [each, to[index] ?? null]));
  throw new IllegalArgumentException(
    `replace() needs as many new values as old ones, not ${to.length} for ${old.length}.`,
    { errorClass: 'LENGTH_SHOULD_BE_THE_SAME' },
  );
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** Converts the string keys of an object to the type of its values. */
function pairsOf(values: object): Pairs {
  const entries = Object.entries(values) as [string, Replaced | null][];
  const kinds = new Set(entries.flatMap(([, value]) => (value === null ? [] : [kindOf(value)])));
  const isNumeric = entries.every(([key]) => String(Number(key)) === key);
  const isBoolean = entries.every(([key]) => key === 'true' || key === 'false');
  if (kinds.size === 0 && (isNumeric || isBoolean) && entries.length > 0) {
    const keys = entries.map(([key]) => key).join(', ');
    throw new IllegalArgumentException(
      `replace() cannot tell whether the object keys ${keys} are strings or ${isNumeric ? 'numbers' : 'booleans'}: use a Map.`,
    );
  }
  if (kinds.has('number') && isNumeric) return entries.map(([key, value]) => [Number(key), value]);
  return kinds.has('boolean') && isBoolean ? entries.map(([key, value]) => [key === 'true', value]) : entries;
}

function messages(pairs: Pairs): Replacement[] {
  const values = pairs.flatMap(([oldValue, newValue]) => (newValue === null ? [oldValue] : [oldValue, newValue]));
  const other = values.find((value) => kindOf(value) !== kindOf(values[0]!));
  if (other !== undefined) refuseMixture(values[0]!, other);
  return pairs.map(([oldValue, newValue]) => ({ oldValue: message(oldValue), newValue: message(newValue) }));
}

/** Converts a value to a literal. Numbers become doubles, the only numeric type that Spark replaces. */
function message(value: Replaced | null): LiteralMessage {
  if (typeof value === 'bigint') return doubleMessage(exactNumber(value));
  return typeof value === 'number' ? doubleMessage(value) : literalMessage(value);
}

function exactNumber(value: bigint): number {
  const number = Number(value);
  if (BigInt(number) === value) return number;
  throw new IllegalArgumentException(`replace() compares numbers as doubles, which cannot represent ${value} exactly.`);
}

function kindOf(value: Replaced): string {
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function refuseMixture(one: Replaced, other: Replaced): never {
  const text = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));
  throw new IllegalArgumentException(
    `replace() needs values of one type (strings, numbers or booleans; a new value may be null), not ${text(one)} with ${text(other)}: cast the column first.`,
    { errorClass: 'MIXED_TYPE_REPLACEMENT' },
  );
}
