import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** @throws IllegalArgumentException when Spark does not accept the tag. */
export function requireTag(tag: string): string {
  if (typeof tag !== 'string' || tag === '' || tag.includes(',')) {
    throw new IllegalArgumentException(`A tag must be a non-empty string without commas, not ${JSON.stringify(tag)}.`);
  }
  return tag;
}
