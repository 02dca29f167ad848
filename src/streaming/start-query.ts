import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Plan } from '../plan/command.ts';
import { activeQueries, queryIdentity, type QueryIdentity } from './query-commands.ts';

/** What is to be started. */
export interface QueryStart {
  readonly client: SparkConnectClient;
  readonly plan: Plan;
  readonly queryName: string | undefined;
  /** The runs that this client has started so far. */
  readonly knownRuns: ReadonlySet<string>;
  readonly options: ActionOptions;
}

/** Milliseconds; the answer to a start is only lost after much patience. */
const longestSearch = 60_000;

/** A query that was started, with the event that servers from 4.0 on send along where somebody listens. */
export interface StartedQuery {
  readonly identity: QueryIdentity;
  readonly event: string | undefined;
}

/**
 * Starts a query, once. The client itself goes on waiting for the answer as long as it can be had. Where it is lost for good
 * the query may run: it is looked for by its name, and only started again when it is not there.
 *
 * @throws ConnectionError when the answer is lost and the query has no name to look for.
 */
export async function startQuery(start: QueryStart): Promise<StartedQuery> {
  const { client, queryName } = start;
  try {
    return await send(start);
  } catch (error) {
    if (!isAnswerLost(error) || client.isEnded) throw error;
    if (queryName === undefined) throw nameless(error);
    const found = await findNew(start).catch(() => {
      throw error;
    });
    return found ?? (await sendAgain(start));
  }
}

async function send({ client, plan, options }: QueryStart): Promise<StartedQuery> {
  for (const result of await client.command(plan, options)) {
    if (result.case !== 'writeStreamOperationStartResult' || !result.value.queryId) continue;
    const { queryId, name, queryStartedEventJson } = result.value;
    return { identity: queryIdentity(queryId, name), event: queryStartedEventJson };
  }
  throw new SparkConnectError('The server did not say which streaming query it started.');
}

/** Spark lets no second query of a name start in a session, so where the first start was only slow, this one is refused. */
async function sendAgain(start: QueryStart): Promise<StartedQuery> {
  const message = `Query ${start.queryName} does not run after the answer to its start got lost; it is started again.`;
  start.client.log({ level: 'info', message });
  try {
    return await send(start);
  } catch (error) {
    const found = error instanceof IllegalArgumentException ? await findNew(start) : undefined;
    if (found) return found;
    throw error;
  }
}

/** The query of that name, unless it is one that ran before. */
async function findNew({ client, queryName, knownRuns, options }: QueryStart): Promise<StartedQuery | undefined> {
  const { signal } = options;
  const identity = (await activeQueries(client, { signal, timeout: longestSearch })).find(
    ({ name, runId }) => name === queryName && !knownRuns.has(runId),
  );
  return identity && { identity, event: undefined };
}

/** A server's words for an operation that it has given up, and whose answer can no longer be had. */
const givenUp = /^INVALID_HANDLE\.OPERATION_|^INVALID_CURSOR\./;

function isAnswerLost(error: unknown): error is SparkConnectError {
  if (error instanceof ConnectionError) return true;
  return error instanceof SparkConnectError && givenUp.test(error.errorClass ?? '');
}

function nameless(error: SparkConnectError): ConnectionError {
  return new ConnectionError(
    `${error.message} If the start had arrived there, the query runs: see spark.streams.active(). A query with a queryName is looked for by itself.`,
    { ...(error.code !== undefined && { code: error.code }), cause: error },
  );
}
