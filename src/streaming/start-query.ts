import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionOptions } from '../client/action-options.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { executeCommand } from '../execution/execute-command.ts';
import type { SessionContext } from '../execution/session-context.ts';
import type { CommandBody } from '../plan/command.ts';
import { activeQueries, queryIdentity, type QueryIdentity } from './query-commands.ts';

/** What is to be started. */
export interface QueryStart {
  readonly session: SessionContext;
  readonly command: CommandBody;
  readonly queryName: string | undefined;
  /** The runs that this client has started so far. */
  readonly knownRuns: ReadonlySet<string>;
  readonly options: ActionOptions;
}

/** Milliseconds; the answer to a start is only lost after much patience. */
const longestSearch = 60_000;

/** Milliseconds that a query may need from the making of its checkpoint until it is among the active ones. */
const longestStart = 10_000;

/** Spark's words for two starts that met before either of them was among the active queries. */
const metInStart = /^Multiple streaming queries are concurrently using |^\[CONCURRENT_QUERY\]/;

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
  const { session, queryName } = start;
  try {
    return await send(start);
  } catch (error) {
    if (!isAnswerLost(error) || session.client.isEnded) throw error;
    if (queryName === undefined) throw nameless(error);
    const found = await findNew(start).catch(() => {
      throw error;
    });
    return found ?? (await sendAgain(start));
  }
}

async function send({ session, command, options }: QueryStart): Promise<StartedQuery> {
  for (const result of await executeCommand(session, command, options)) {
    if (result.case !== 'writeStreamOperationStartResult' || !result.value.queryId) continue;
    const { queryId, name, queryStartedEventJson } = result.value;
    return { identity: queryIdentity(queryId, name), event: queryStartedEventJson };
  }
  throw new SparkConnectError('The server did not say which streaming query it started.');
}

/** Spark lets no second query of a name start in a session, so where the first start was only slow, one of them is refused. */
async function sendAgain(start: QueryStart): Promise<StartedQuery> {
  const message = `Query ${start.queryName} does not run after the answer to its start got lost; it is started again.`;
  start.session.client.log({ level: 'info', message });
  try {
    return await send(start);
  } catch (error) {
    const found = await findRival(start, error);
    if (found) return found;
    throw error;
  }
}

/** The query that refused the start of another one, where that is what the error means. */
async function findRival(start: QueryStart, refusal: unknown): Promise<StartedQuery | undefined> {
  if (refusal instanceof IllegalArgumentException) return findNew(start);
  if (!(refusal instanceof SparkConnectError) || !metInStart.test(refusal.message)) return undefined;
  const end = Date.now() + longestStart;
  for (;;) {
    const found = await findNew(start);
    if (found || Date.now() > end) return found;
    await sleep(100);
  }
}

/** The query of that name, unless it is one that ran before. */
async function findNew({ session, queryName, knownRuns, options }: QueryStart): Promise<StartedQuery | undefined> {
  const { signal } = options;
  const identity = (await activeQueries(session, { signal, timeout: longestSearch })).find(
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
