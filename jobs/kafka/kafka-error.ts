import { UserError } from '../../command-line/user-error.ts';
import { securityProblem } from './security-problem.ts';

/** Thrown when a job stops waiting before kafkajs does. */
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

/** Converts an error of kafkajs to a message for the user. Returns the cause of other errors unchanged. */
export function kafkaError(error: unknown, servers: readonly string[]): Error {
  const cause = rootCause(error);
  const problem = securityProblem(cause, servers);
  if (problem !== undefined) return new UserError(problem, { cause: error });
  if (isUnreachable(cause)) return new UserError(describeUnreachable(cause, servers), { cause: error });
  if (!cause.name.startsWith('KafkaJS')) return cause;
  return new UserError(`Kafka at ${servers.join(',')} reports: ${cause.message.replace(/\.$/, '')}.`, { cause: error });
}

/** Whether Kafka rejected a message, or all messages of a request for one partition together, as too large. */
export function isTooLarge(error: unknown): boolean {
  const { type } = rootCause(error) as { readonly type?: string };
  return type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE';
}

/** Whether an error comes from kafkajs. */
export function isKafkaError(error: unknown): boolean {
  return error instanceof Error && (error.name.startsWith('KafkaJS') || isUnreachable(error));
}

/** Whether an error means that no broker answered. The result of the request is then unknown. */
export function isUnreachable(error: unknown): boolean {
  const { name, message } = rootCause(error);
  // The unnamed error of kafkajs if a server accepts the connection but never answers.
  return unreachable.has(name) || message === 'Broker not connected';
}

function describeUnreachable(cause: Error, servers: readonly string[]): string {
  const { broker } = cause as { readonly broker?: string };
  const at = servers.join(',');
  // Clients continue with the address that a broker advertises, which may be unreachable outside its container.
  return broker === undefined || servers.includes(broker)
    ? `Cannot reach Kafka at ${at}. Start it with "npm run stack -- up" or "docker compose up -d --wait", or set --kafka-servers.`
    : `Kafka at ${at} advertises ${broker}, which cannot be reached from here. Check that this broker is running and that its advertised.listeners names a reachable address.`;
}

/** Returns the root cause: kafkajs wraps an error once per layer that has retried. */
export function rootCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof UserError) return error;
  const { cause, errors } = error as { readonly cause?: unknown; readonly errors?: readonly unknown[] };
  const inner = cause ?? errors?.[0];
  return error.name.startsWith('KafkaJS') && inner instanceof Error ? rootCause(inner) : error;
}
