import { ConnectionError, IllegalArgumentException, SessionLostError, SparkConnectError } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';

/** What Spark says when it does not reach Kafka. */
const kafkaOutOfReach = /TimeoutException|failed to stop within|No resolvable bootstrap urls/;

/** What to do about the failures that a user of the job meets, by what Spark says. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /Failed to find data source: kafka/,
    'The server has no Kafka source; start it with spark-sql-kafka-0-10 on its class path, as "npm run stack -- up" does.',
  ],
  [
    /another (streaming )?query|Multiple streaming queries are concurrently using/i,
    'Another query uses this checkpoint; stop it, or name another with --checkpoint.',
  ],
  [kafkaOutOfReach, 'Spark does not reach Kafka; tell it the address it has to use with --spark-kafka-servers.'],
];

/** Milliseconds for what a healthy server answers at once; the client by itself would try for ten minutes. */
export const patience = 30_000;

/** The failure of a query that had reached Kafka before; anything else comes back as it is. */
export function outageError(error: unknown): unknown {
  if (!(error instanceof SparkConnectError) || !kafkaOutOfReach.test(error.message)) return error;
  return new UserError(
    'Spark could not reach Kafka any more and has given the query up. Once Kafka answers, the same command goes on where it stopped.',
    { cause: error },
  );
}

/** A failure of Spark as a sentence for the user; anything else comes back as it is. */
export function sparkError(error: unknown): unknown {
  if (error instanceof ConnectionError) {
    return new UserError(
      `${firstLine(error)} Start Spark with "npm run stack -- up" or "docker compose up -d --wait", or name another address with --remote.`,
      { cause: error },
    );
  }
  if (error instanceof SessionLostError) {
    return new UserError(
      'Spark was started anew and has forgotten the query. The same command goes on with it from its checkpoint.',
      { cause: error },
    );
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new UserError(
      `Spark has not answered for ${patience / 1000} seconds. Once it runs again, the same command goes on where it stopped.`,
      { cause: error },
    );
  }
  if (!(error instanceof SparkConnectError)) return error;
  const otherPlan = /^The checkpoint at .* was created by a different plan: .*?(?=\. Start with a new)/s.exec(
    error.message,
  )?.[0];
  if (otherPlan !== undefined) {
    return new UserError(
      `${otherPlan}. Go back to the options as they were, or name another --checkpoint and --results-topic.`,
      { cause: error },
    );
  }
  // Refused here, before any server was asked.
  if (error instanceof IllegalArgumentException && error.code === undefined)
    return new UserError(error.message, { cause: error });
  const known =
    advice.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'Run it again with --verbose for all of it.';
  return new UserError(`Spark reports: ${firstLine(error)} ${known}`, { cause: error });
}

function firstLine({ message }: Error): string {
  const line = message.split('\n').find((text) => text.trim() !== '') ?? 'an error without a message';
  const words = line.replace(/(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error): /g, '').replace(/[\s.]+$/, '');
  return `${words}.`;
}
