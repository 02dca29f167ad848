import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import {
  commandPlan,
  streamingQueryCommand,
  streamingQueryManagerCommand,
  type ManagerCommand,
  type QueryCommand,
  type QueryId,
} from '../plan/command.ts';

/** What is known of a run of a query without asking the server. */
export interface QueryIdentity extends QueryId {
  readonly name: string | undefined;
}

type CommandResult = Awaited<ReturnType<SparkConnectClient['command']>>[number];
type ResultIn<C extends CommandResult['case']> = Extract<CommandResult, { case: C; value: unknown }>['value'];
type QueryResult = ResultIn<'streamingQueryCommandResult'>['resultType'];
type ManagerResult = ResultIn<'streamingQueryManagerCommandResult'>['resultType'];
type Case<R extends { case: unknown }> = NonNullable<R['case']>;
type Value<R, C> = Extract<R, { case: C; value: unknown }> extends { value: infer V } ? V : never;

/** Has the server do something with one run of a query. */
export async function runQueryCommand(
  client: SparkConnectClient,
  { id, runId }: QueryId,
  command: QueryCommand,
  options: ActionOptions,
): Promise<QueryResult[]> {
  const results = await client.command(commandPlan(streamingQueryCommand({ id, runId }, command)), options);
  return results.flatMap((result) => (result.case === 'streamingQueryCommandResult' ? [result.value.resultType] : []));
}

/** Asks about one run of a query; the answer is the part of that name. */
export async function askQuery<C extends Case<QueryResult>>(
  client: SparkConnectClient,
  query: QueryIdentity,
  command: QueryCommand,
  wanted: C,
  options: ActionOptions,
): Promise<Value<QueryResult, C>> {
  for (const result of await runQueryCommand(client, query, command, options)) {
    if (result.case === wanted) return result.value as Value<QueryResult, C>;
  }
  throw new SparkConnectError(`The server did not answer "${wanted}" of streaming query ${query.name ?? query.id}.`);
}

/** Asks about the queries of the session. Undefined where the server leaves its answer empty, as for a query it does not know. */
export async function askManager<C extends Case<ManagerResult>>(
  client: SparkConnectClient,
  command: ManagerCommand,
  wanted: C,
  options: ActionOptions,
): Promise<Value<ManagerResult, C> | undefined> {
  for (const result of await client.command(commandPlan(streamingQueryManagerCommand(command)), options)) {
    if (result.case !== 'streamingQueryManagerCommandResult') continue;
    const { resultType } = result.value;
    if (resultType.case === wanted) return resultType.value as Value<ManagerResult, C>;
  }
  return undefined;
}

/** The queries of the session that run now. */
export async function activeQueries(client: SparkConnectClient, options: ActionOptions): Promise<QueryIdentity[]> {
  const answer = await askManager(client, { case: 'active', value: true }, 'active', options);
  return (answer?.activeQueries ?? []).flatMap(({ id, name }) => (id ? [queryIdentity(id, name)] : []));
}

/** The server says "no name" by an empty one. */
export function queryIdentity({ id, runId }: QueryId, name: string | undefined): QueryIdentity {
  return { id, runId, name: name === '' ? undefined : name };
}
