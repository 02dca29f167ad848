import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionOptions } from '../client/action-options.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { executeCommand } from '../execution/execute-command.ts';
import type { SessionContext } from '../execution/session-context.ts';
import type { CommandBody } from '../plan/command.ts';
import { activeQueries, queryIdentity, type QueryIdentity } from './query-commands.ts';

/** The query to start. */
export interface QueryStart {
  readonly session: SessionContext;
  readonly command: CommandBody;
  readonly queryName: string | undefined;
  /** The ids of the runs that this client has started so far. */
  readonly knownRuns: ReadonlySet<string>;
  readonly options: ActionOptions;
}

/** Milliseconds. By the time a response is lost, the client has already retried for minutes. */
const searchTimeout = 60_000;

/** Milliseconds from creating the checkpoint until the query is listed as active. */
const startTimeout = 10_000;

/** Spark's message when two starts of the same query overlap before either of them is listed as active. */
const concurrentStart = /^Multiple streaming queries are concurrently using |^\[CONCURRENT_QUERY\]/;

/** A started query. `event` is set by Spark 4.0 and later if the session has a listener. */
export interface StartedQuery {
  readonly identity: QueryIdentity;
  readonly event: string | undefined;
}

/**
 * Starts a query exactly once. The client reattaches to the response while the server still holds it. If the response
 * is lost permanently, the query may be running nevertheless, so this looks for it by name and starts it again only if
 * it is not running.
 *
 * @throws ConnectionError when the response is lost and the query has no name.
 */
export async function startQuery(start: QueryStart): Promise<StartedQuery> {
  const { session, queryName } = start;
  try {
    return await send(start);
  } catch (error) {
    if (!isResponseLost(error) || session.client.isEnded) throw error;
    if (queryName === undefined) throw lostResponseError(error);
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
  throw new SparkConnectError('The server did not return the id of the streaming query that it started.');
}

/**
 * Safe to call: a session rejects a second query of the same name, so if the first start was only slow, one of them
 * fails.
 */
async function sendAgain(start: QueryStart): Promise<StartedQuery> {
  const message = `Query ${start.queryName} is not running after the response to its start was lost; starting it again.`;
  start.session.client.log({ level: 'info', message });
  try {
    return await send(start);
  } catch (error) {
    const found = await findConflicting(start, error);
    if (found) return found;
    throw error;
  }
}

/** Returns the query from the first start if `error` means that the second start conflicts with it. */
async function findConflicting(start: QueryStart, error: unknown): Promise<StartedQuery | undefined> {
  if (error instanceof IllegalArgumentException) return findNew(start);
  if (!(error instanceof SparkConnectError) || !concurrentStart.test(error.message)) return undefined;
  const deadline = Date.now() + startTimeout;
  for (;;) {
    const found = await findNew(start);
    if (found || Date.now() > deadline) return found;
    await sleep(100);
  }
}

/** Returns the active query of that name, unless its run is already known. */
async function findNew({ session, queryName, knownRuns, options }: QueryStart): Promise<StartedQuery | undefined> {
  const { signal } = options;
  const identity = (await activeQueries(session, { signal, timeout: searchTimeout })).find(
    ({ name, runId }) => name === queryName && !knownRuns.has(runId),
  );
  return identity && { identity, event: undefined };
}

/** Error classes for an operation whose response the server has discarded. */
const discardedResponse = /^INVALID_HANDLE\.OPERATION_|^INVALID_CURSOR\./;

function isResponseLost(error: unknown): error is SparkConnectError {
  if (error instanceof ConnectionError) return true;
  return error instanceof SparkConnectError && discardedResponse.test(error.errorClass ?? '');
}

function lostResponseError(error: SparkConnectError): ConnectionError {
  return new ConnectionError(
    `${error.message} The query may be running: check spark.streams.active(). Set a queryName, and the client checks this automatically.`,
    { ...(error.code !== undefined && { code: error.code }), cause: error },
  );
}
