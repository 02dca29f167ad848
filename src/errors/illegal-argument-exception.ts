import { SparkConnectError } from './spark-connect-error.ts';

/** Spark or this client rejected a value. The message contains the value and what is accepted instead. */
export class IllegalArgumentException extends SparkConnectError {}

/**
 * Rejects an unknown keyword, with a message that lists the known ones.
 *
 * @throws {@link IllegalArgumentException} always.
 */
export function unknownWord(what: string, word: unknown, known: readonly string[]): never {
  throw new IllegalArgumentException(`Unknown ${what} ${JSON.stringify(word)}. Expected one of: ${known.join(', ')}.`);
}
