import {
  ChangedPlanException,
  ConnectionError,
  IllegalArgumentException,
  SessionLostError,
  SparkConnectError,
} from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { sparkSecurityProblem } from '../kafka/spark-security-problem.ts';
import { RefusedCheckpointError } from './refused-checkpoint-error.ts';

/** Matches Spark's messages when it cannot reach Kafka. */
const kafkaUnreachable = /TimeoutException|failed to stop within|No resolvable bootstrap urls/;

/** Matches Spark's messages about state that does not fit the plan. */
const unfitState = /state format invalidation|schema for existing state/;

/** What to do about common failures, by Spark's message. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /Failed to find data source: kafka/,
    'The server has no Kafka source; start it with spark-sql-kafka-0-10 on its class path, as "npm run stack -- up" does.',
  ],
  [
    /another (streaming )?query|Multiple streaming queries are concurrently using/i,
    'Another query uses this checkpoint; stop it, or use a different --checkpoint.',
  ],
  [kafkaUnreachable, 'Spark cannot reach Kafka; set --spark-kafka-servers to the address that Spark needs.'],
];

/** Timeout for requests that a healthy server answers at once, in milliseconds. The client alone would retry for ten minutes. */
export const requestTimeout = 30_000;

/** Explains why a query failed that had reached Kafka before. Returns other errors unchanged. */
export function outageError(error: unknown): unknown {
  if (!(error instanceof SparkConnectError) || !kafkaUnreachable.test(error.message)) return error;
  return new UserError(
    'Spark lost its connection to Kafka and stopped the query. Once Kafka answers, run the same command to resume.',
    { cause: error },
  );
}

/** Converts a failure of Spark to a message for the user. Returns other errors unchanged. */
export function sparkError(error: unknown): unknown {
  if (error instanceof ConnectionError) {
    return new UserError(
      `${firstLine(error)} Start Spark with "npm run stack -- up" or "docker compose up -d --wait", or set --remote.`,
      { cause: error },
    );
  }
  if (error instanceof SessionLostError) {
    return new UserError(
      'Spark was restarted and no longer knows the query. Run the same command to resume it from its checkpoint.',
      { cause: error },
    );
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new UserError(
      `Spark has not answered for ${requestTimeout / 1000} seconds. Once it is running again, run the same command to resume.`,
      { cause: error },
    );
  }
  if (!(error instanceof SparkConnectError)) return error;
  if (error instanceof ChangedPlanException) {
    return new RefusedCheckpointError(
      `The checkpoint at ${error.location} was created by a different plan: ${error.differences.join('; ')}. Restore the previous options, or run the command with --migrate to compute the windows again from the topic.`,
      { cause: error },
    );
  }
  if (unfitState.test(error.message)) {
    return new RefusedCheckpointError(
      'Spark cannot use the state in the checkpoint, because a different plan or version of Spark has written it. Restore the previous version, or run the command with --migrate to compute the windows again from the topic.',
      { cause: error },
    );
  }
  const problem = sparkSecurityProblem(`${error.message}\n${error.serverStackTrace ?? ''}`);
  if (problem !== undefined) return new UserError(problem, { cause: error });
  // The client rejected it before it contacted a server.
  if (error instanceof IllegalArgumentException && error.code === undefined)
    return new UserError(error.message, { cause: error });
  const known =
    advice.find(([pattern]) => pattern.test(error.message))?.[1] ??
    'Run the command again with --verbose for the full error.';
  return new UserError(`Spark reports: ${firstLine(error)} ${known}`, { cause: error });
}

function firstLine({ message }: Error): string {
  const line = message.split('\n').find((text) => text.trim() !== '') ?? 'an error without a message';
  const words = line.replace(/(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error): /g, '').replace(/[\s.]+$/, '');
  return `${words}.`;
}
