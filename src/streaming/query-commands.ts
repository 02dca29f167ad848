import type { ActionOptions } from '../client/action-options.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { executeCommand, type CommandResult } from '../execution/execute-command.ts';
import type { SessionContext } from '../execution/session-context.ts';
import {
  streamingQueryCommand,
  streamingQueryManagerCommand,
  type ManagerCommandName,
  type ManagerCommandValue,
  type QueryCommandName,
  type QueryCommandValue,
  type QueryId,
} from '../plan/streaming-command.ts';

/** The ids and the name of one run of a query. */
export interface QueryIdentity extends QueryId {
  readonly name: string | undefined;
}

type ResultIn<C extends CommandResult['case']> = Extract<CommandResult, { case: C; value: unknown }>['value'];
type QueryResult = ResultIn<'streamingQueryCommandResult'>['resultType'];
type ManagerResult = ResultIn<'streamingQueryManagerCommandResult'>['resultType'];
type Value<R, C> = Extract<R, { case: C; value: unknown }> extends { value: infer V } ? V : never;

/** Runs a command on one run of a query and returns the server's result, if any. */
export async function runQueryCommand<N extends QueryCommandName>(
  session: SessionContext,
  query: QueryId,
  name: N,
  value: QueryCommandValue<N>,
  options: ActionOptions,
): Promise<QueryResult | undefined> {
  const results = await executeCommand(session, streamingQueryCommand(query, name, value), options);
  const found = results.find((result) => result.case === 'streamingQueryCommandResult');
  return found?.value.resultType;
}

/**
 * Requests information about one run of a query. The result case has the name of the request, except for
 * `lastProgress`.
 */
export async function askQuery<N extends QueryCommandName>(
  session: SessionContext,
  query: QueryIdentity,
  name: N,
  value: QueryCommandValue<N>,
  options: ActionOptions,
): Promise<Value<QueryResult, N extends 'lastProgress' ? 'recentProgress' : N>> {
  const expected = name === 'lastProgress' ? 'recentProgress' : name;
  const result = await runQueryCommand(session, query, name, value, options);
  if (result?.case !== expected) {
    throw new SparkConnectError(
      `The server returned no "${expected}" result for streaming query ${query.name ?? query.id}.`,
    );
  }
  return result.value as Value<QueryResult, N extends 'lastProgress' ? 'recentProgress' : N>;
}

/**
 * Requests information about the queries of the session. The result case has the name of the request, except for
 * `getQuery`. Returns undefined if the server returns nothing, as for an unknown query.
 */
export async function askManager<N extends ManagerCommandName>(
  session: SessionContext,
  name: N,
  value: ManagerCommandValue<N>,
  options: ActionOptions,
): Promise<Value<ManagerResult, N extends 'getQuery' ? 'query' : N> | undefined> {
  const expected = name === 'getQuery' ? 'query' : name;
  for (const result of await executeCommand(session, streamingQueryManagerCommand(name, value), options)) {
    if (result.case !== 'streamingQueryManagerCommandResult' || result.value.resultType.case !== expected) continue;
    return result.value.resultType.value as Value<ManagerResult, N extends 'getQuery' ? 'query' : N>;
  }
  return undefined;
}

/** Returns the active queries of the session. */
export async function activeQueries(session: SessionContext, options: ActionOptions): Promise<QueryIdentity[]> {
  const answer = await askManager(session, 'active', true, options);
  return (answer?.activeQueries ?? []).flatMap(({ id, name }) => (id ? [queryIdentity(id, name)] : []));
}

/** The server sends an empty string for a query without a name. */
export function queryIdentity({ id, runId }: QueryId, name: string | undefined): QueryIdentity {
  return { id, runId, name: name === '' ? undefined : name };
}
