import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';

/** Result of a comparison: negative, zero or positive for less, equal or greater. */
export type Order = -1 | 0 | 1;

/** Compares two exact keys. */
export function orderOf<Key extends number | bigint>(one: Key, other: Key): Order {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** @throws IllegalArgumentException always, since values of different classes have no order. */
export function refuseComparison(one: object, other: unknown): never {
  const found =
    typeof other === 'object'
      ? ((other as { constructor?: { name: string } } | null)?.constructor?.name ?? 'null')
      : typeof other;
  throw new IllegalArgumentException(
    `A ${one.constructor.name} cannot be compared with a value of type ${found}. Convert one to the type of the other.`,
  );
}
