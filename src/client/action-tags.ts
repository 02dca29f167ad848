import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** @throws IllegalArgumentException for a tag that Spark does not take. */
export function requireTag(tag: string): string {
  if (typeof tag !== 'string' || tag === '' || tag.includes(',')) {
    throw new IllegalArgumentException(
      `A tag is a text that is not empty and has no comma, not ${JSON.stringify(tag)}.`,
    );
  }
  return tag;
}
