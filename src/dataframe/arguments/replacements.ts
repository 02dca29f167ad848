import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { doubleMessage, literalMessage, type LiteralMessage } from '../../plan/literal.ts';
import type { Replacement } from '../../plan/missing-values.ts';

/** A value that Spark can replace by another one. */
export type Replaced = boolean | number | bigint | string;

/** Values and what replaces them. The keys of an object are text, and numbers or booleans only where its values are. */
export type Replacements = ReadonlyMap<Replaced, Replaced | null> | Readonly<Record<string, Replaced | null>>;

type Pairs = readonly (readonly [Replaced, Replaced | null])[];

/** @throws IllegalArgumentException for a mixture of kinds, which Spark would turn into nulls. */
export function replacementsOf(values: Replacements): Replacement[] {
  return messages(values instanceof Map ? [...(values as ReadonlyMap<Replaced, Replaced | null>)] : pairsOf(values));
}

/** Values one by one, each with what replaces it, or all with the same. */
export function replacementsOfLists(
  from: Replaced | readonly Replaced[],
  to: Replaced | null | readonly (Replaced | null)[],
): Replacement[] {
  const old = isList(from) ? from : [from];
  if (!isList(to)) return messages(old.map((each) => [each, to]));
  if (to.length === old.length) return messages(old.map((each, index) => [each, to[index] ?? null]));
  throw new IllegalArgumentException(
    `replace() takes a new value for each old one, not ${to.length} for ${old.length}.`,
    { errorClass: 'LENGTH_SHOULD_BE_THE_SAME' },
  );
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** An object has only text for keys: what they stand for is told by its values. */
function pairsOf(values: object): Pairs {
  const entries = Object.entries(values) as [string, Replaced | null][];
  const kinds = new Set(entries.flatMap(([, value]) => (value === null ? [] : [kindOf(value)])));
  const isNumeric = entries.every(([key]) => String(Number(key)) === key);
  const isBoolean = entries.every(([key]) => key === 'true' || key === 'false');
  if (kinds.size === 0 && (isNumeric || isBoolean) && entries.length > 0) {
    const keys = entries.map(([key]) => key).join(', ');
    throw new IllegalArgumentException(
      `replace() cannot tell whether the keys ${keys} of an object are text or ${isNumeric ? 'numbers' : 'booleans'}: use a Map.`,
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

/** Numbers as doubles, the only kind that Spark replaces. */
function message(value: Replaced | null): LiteralMessage {
  if (typeof value === 'bigint') return doubleMessage(exactNumber(value));
  return typeof value === 'number' ? doubleMessage(value) : literalMessage(value);
}

function exactNumber(value: bigint): number {
  const number = Number(value);
  if (BigInt(number) === value) return number;
  throw new IllegalArgumentException(`replace() compares numbers as doubles, which do not hold ${value} exactly.`);
}

function kindOf(value: Replaced): string {
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function refuseMixture(one: Replaced, other: Replaced): never {
  const text = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));
  throw new IllegalArgumentException(
    `replace() takes only text, only numbers or only booleans, and null as a new value, not ${text(one)} with ${text(other)}: cast the column first.`,
    { errorClass: 'MIXED_TYPE_REPLACEMENT' },
  );
}
