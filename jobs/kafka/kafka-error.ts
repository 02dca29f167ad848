import { UserError } from '../command-line/user-error.ts';

/** Thrown when we gave up waiting before kafkajs did. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** The errors that mean no broker can be reached. */
const unreachable: ReadonlySet<string> = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'NoAnswerError',
]);

/** What kafkajs threw as a sentence for the user; anything that is not about Kafka comes back as it is. */
export function kafkaError(error: unknown, servers: readonly string[]): Error {
  const cause = rootCause(error);
  if (unreachable.has(cause.name)) {
    return new UserError(
      `Kafka does not answer at ${servers.join(',')}. Start it with "npm run stack -- up" or name another address with --kafka-servers.`,
      { cause: error },
    );
  }
  if (!cause.name.startsWith('KafkaJS')) return cause;
  return new UserError(`Kafka at ${servers.join(',')} reports: ${cause.message.replace(/\.$/, '')}.`, { cause: error });
}

/** What really happened: kafkajs wraps an error once for each layer that has tried it again. */
export function rootCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof UserError) return error;
  const { cause, errors } = error as { readonly cause?: unknown; readonly errors?: readonly unknown[] };
  const inner = cause ?? errors?.[0];
  return error.name.startsWith('KafkaJS') && inner instanceof Error ? rootCause(inner) : error;
}
