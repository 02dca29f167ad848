import { Column } from '../dataframe/column.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { isLiteral, literalMessage, type LiteralMessage, type LiteralValue } from '../plan/literal.ts';
import type { SqlArguments } from '../plan/relation.ts';

/** Values for the parameters of a statement, by name or by position. */
export type SqlParameters =
  Readonly<Record<string, LiteralValue>> | ReadonlyMap<string, LiteralValue> | readonly LiteralValue[];

/** The parameters as the protocol has them. */
export function sqlArguments(parameters: SqlParameters): SqlArguments {
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
      `sql() takes a value for ${name}, not a column: write the column in the statement.`,
    );
  }
  if (isLiteral(value)) return literalMessage(value);
  throw new IllegalArgumentException(
    `sql() cannot send ${name} because it is empty or contains null: Spark 3.5 has no literal for that. Write it in the statement, as in array() or array(1, NULL).`,
  );
}

function isPositional(parameters: SqlParameters): parameters is readonly LiteralValue[] {
  return Array.isArray(parameters);
}
