import { KafkaReadError } from '../../src/kafka.ts';
import { UserError } from '../../command-line/user-error.ts';
import { isKafkaError, kafkaError } from '../kafka/kafka-error.ts';

/** Explains why the results topic cannot be read. Returns other errors unchanged. */
export function readingError(error: unknown, topic: string, servers: readonly string[]): unknown {
  if (!(error instanceof KafkaReadError)) return error;
  const { cause } = error;
  if (isKafkaError(cause)) return kafkaError(cause, servers);
  const reason = cause instanceof Error ? cause.message : error.message;
  return new UserError(
    `Topic ${topic} has a message that is not a window: ${reason}. Use a dedicated topic for --results-topic.`,
    { cause: error },
  );
}
