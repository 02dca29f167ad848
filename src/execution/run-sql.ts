import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { sqlCommand } from '../plan/command.ts';
import { isLiteral, literalMessage, type LiteralMessage, type LiteralValue } from '../plan/literal.ts';
import { sql, type RelationBody, type SqlArguments } from '../plan/relation.ts';
import { isQuery } from '../plan/sql-text.ts';
import { Column } from '../dataframe/column.ts';
import { executeCommand } from './execute-command.ts';
import type { SessionContext } from './session-context.ts';

/** Values for the parameters of a statement, by name or by position. */
export type SqlParameters =
  Readonly<Record<string, LiteralValue>> | ReadonlyMap<string, LiteralValue> | readonly LiteralValue[];

/** The relation of a query as it is; of a command, once it has run, the relation of its answer. */
export async function runSql(
  session: SessionContext,
  statement: string,
  parameters: SqlParameters,
  options: ActionOptions,
): Promise<RelationBody> {
  if (typeof statement !== 'string') throw new IllegalArgumentException(`sql() takes a text, not ${typeof statement}.`);
  const args = argumentsOf(parameters);
  if (isQuery(statement)) return sql(statement, args);
  for (const result of await executeCommand(session, sqlCommand(statement, args), options)) {
    if (result.case !== 'sqlCommandResult') continue;
    const body = result.value.relation?.relType;
    if (body?.case !== undefined) return body;
  }
  throw new SparkConnectError('The server did not say what the SQL command answered.');
}

function argumentsOf(parameters: SqlParameters): SqlArguments {
  if (isPositional(parameters)) {
    return { args: {}, posArgs: parameters.map((value, index) => parameter(`parameter ${index + 1}`, value)) };
  }
  const entries = parameters instanceof Map ? [...(parameters as NamedMap)] : Object.entries(parameters as object);
  const messages = entries.map(([name, value]) => [name, parameter(`:${name}`, value as LiteralValue)] as const);
  return { args: Object.fromEntries(messages), posArgs: [] };
}

type NamedMap = ReadonlyMap<string, LiteralValue>;

function parameter(name: string, value: LiteralValue): LiteralMessage {
  if ((value as unknown) instanceof Column) {
    throw new IllegalArgumentException(
      `sql() takes a value for ${name}, not a column: write the column into the statement.`,
    );
  }
  if (isLiteral(value)) return literalMessage(value);
  throw new IllegalArgumentException(
    `sql() cannot send ${name}, which is empty or has a null in it: Spark 3.5 has no literal for that. Write it into the statement, as in array() or array(1, NULL).`,
  );
}

function isPositional(parameters: SqlParameters): parameters is readonly LiteralValue[] {
  return Array.isArray(parameters);
}
