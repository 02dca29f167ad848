import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { sqlCommand } from '../plan/command.ts';
import { sql, type RelationBody, type SqlArguments } from '../plan/relation.ts';
import { isQuery } from '../plan/sql-text.ts';
import { executeCommand } from './execute-command.ts';
import type { SessionContext } from './session-context.ts';

/** Returns the relation of a query without running it. Runs a command and returns the relation of its result. */
export async function runSql(
  session: SessionContext,
  statement: string,
  args: SqlArguments,
  options: ActionOptions,
): Promise<RelationBody> {
  if (typeof statement !== 'string')
    throw new IllegalArgumentException(`sql() takes a string, not ${typeof statement}.`);
  if (isQuery(statement)) return sql(statement, args);
  for (const result of await executeCommand(session, sqlCommand(statement, args), options)) {
    if (result.case !== 'sqlCommandResult') continue;
    const body = result.value.relation?.relType;
    if (body?.case !== undefined) return body;
  }
  throw new SparkConnectError('The server returned no result for the SQL command.');
}
