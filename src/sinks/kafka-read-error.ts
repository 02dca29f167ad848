import { SparkConnectError } from '../errors/spark-connect-error.ts';

/** The rows of a sink could not be read from Kafka; the message says why, `cause` what kafkajs threw or what is wrong with a message. */
export class KafkaReadError extends SparkConnectError {}

/** What kafkajs threw while a topic was read, as one sentence. */
export function readError(topic: string, error: unknown): Error {
  if (error instanceof KafkaReadError) return error;
  const cause = rootCause(error);
  if (!cause.name.startsWith('KafkaJS')) return cause;
  const reason = cause.message.replace(/[\s.]+$/, '');
  const { type } = cause as { readonly type?: string };
  const sentence =
    type === 'UNKNOWN_TOPIC_OR_PARTITION'
      ? `Kafka has no topic ${topic}: create it, or start the query that writes to it first.`
      : `Topic ${topic} cannot be read from Kafka: ${reason}. Begin the loop anew once Kafka answers.`;
  return new KafkaReadError(sentence, { cause: error });
}

/** What really happened: kafkajs wraps an error once for each layer that has tried it again. */
function rootCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { cause, errors } = error as { readonly cause?: unknown; readonly errors?: readonly unknown[] };
  const inner = cause ?? errors?.[0];
  return error.name.startsWith('KafkaJS') && inner instanceof Error ? rootCause(inner) : error;
}
