import { SparkConnectError } from './spark-connect-error.ts';

/** A value that Spark, or this client before asking Spark, does not take; the message names it and what is taken. */
export class IllegalArgumentException extends SparkConnectError {}

/**
 * Refuses a word that is none of the known ones, naming them.
 *
 * @throws {@link IllegalArgumentException} always.
 */
export function unknownWord(what: string, word: unknown, known: readonly string[]): never {
  throw new IllegalArgumentException(`Unknown ${what} ${JSON.stringify(word)}; known are ${known.join(', ')}.`);
}
