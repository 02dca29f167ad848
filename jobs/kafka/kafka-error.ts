import { UserError } from '../../command-line/user-error.ts';

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
  if (isUnreachable(cause)) return new UserError(describeSilence(cause, servers), { cause: error });
  if (!cause.name.startsWith('KafkaJS')) return cause;
  return new UserError(`Kafka at ${servers.join(',')} reports: ${cause.message.replace(/\.$/, '')}.`, { cause: error });
}

/** Whether Kafka refused a message, or the messages of one request for one partition together, as too large. */
export function isTooLarge(error: unknown): boolean {
  const { type } = rootCause(error) as { readonly type?: string };
  return type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE';
}

/** Whether kafkajs threw it. */
export function isKafkaError(error: unknown): boolean {
  return error instanceof Error && (error.name.startsWith('KafkaJS') || isUnreachable(error));
}

/** Whether an error means that no broker answered, so that nobody knows what became of the request. */
export function isUnreachable(error: unknown): boolean {
  const { name, message } = rootCause(error);
  // What kafkajs says, in an error without a name, where something listens that never answers.
  return unreachable.has(name) || message === 'Broker not connected';
}

function describeSilence(cause: Error, servers: readonly string[]): string {
  const { broker } = cause as { readonly broker?: string };
  const at = servers.join(',');
  // A broker sends its clients on to the address it advertises, which in containers may be out of their reach.
  return broker === undefined || servers.includes(broker)
    ? `Cannot reach Kafka at ${at}. Start it with "npm run stack -- up" or "docker compose up -d --wait", or set --kafka-servers.`
    : `Kafka at ${at} advertises ${broker}, which cannot be reached from here. Check that this broker is running and that its advertised.listeners names a reachable address.`;
}

/** What really happened: kafkajs wraps an error once for each layer that has tried it again. */
export function rootCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof UserError) return error;
  const { cause, errors } = error as { readonly cause?: unknown; readonly errors?: readonly unknown[] };
  const inner = cause ?? errors?.[0];
  return error.name.startsWith('KafkaJS') && inner instanceof Error ? rootCause(inner) : error;
}
