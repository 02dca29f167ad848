import { SparkConnectError } from '../errors/spark-connect-error.ts';

/**
 * Thrown when rows of a sink cannot be read from Kafka. `cause` is the error from kafkajs or from decoding a message.
 */
export class KafkaReadError extends SparkConnectError {}

/** Converts an error that kafkajs throws while reading a topic into one with a clear message. */
export function readError(topic: string, error: unknown): Error {
  if (error instanceof KafkaReadError) return error;
  const cause = rootCause(error);
  if (!cause.name.startsWith('KafkaJS')) return cause;
  const reason = cause.message.replace(/[\s.]+$/, '');
  const { type } = cause as { readonly type?: string };
  const message =
    type === 'UNKNOWN_TOPIC_OR_PARTITION'
      ? `Kafka has no topic ${topic}: create it, or start the query that writes to it first.`
      : `Cannot read topic ${topic} from Kafka: ${reason}. Restart the loop once Kafka is reachable.`;
  return new KafkaReadError(message, { cause: error });
}

/** Unwraps an error of kafkajs, which adds one wrapper for each layer that retries. */
function rootCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { cause, errors } = error as { readonly cause?: unknown; readonly errors?: readonly unknown[] };
  const inner = cause ?? errors?.[0];
  return error.name.startsWith('KafkaJS') && inner instanceof Error ? rootCause(inner) : error;
}
