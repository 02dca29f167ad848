import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { SqlCommandSchema, type CommandSchema } from '../../gen/spark/connect/commands_pb.ts';
import type { DataType } from '../types/data-type.ts';
import { toProto } from '../types/data-type-proto.ts';
import type { Relation, SqlArguments } from './relation.ts';

export type CommandBody = NonNullable<MessageInitShape<typeof CommandSchema>['commandType']>;

export function createView(input: Relation, name: string, isGlobal: boolean, replace: boolean): CommandBody {
  return { case: 'createDataframeView', value: { input, name, isGlobal, replace } };
}

/** Uses the fields that 4.x has deprecated, because 3.5 reads the statement and its parameters only from them. */
export function sqlCommand(sql: string, args: SqlArguments): CommandBody {
  const message = create(SqlCommandSchema, { sql, posArgs: args.posArgs });
  // See sql() in relation.ts.
  message.args = args.args;
  return { case: 'sqlCommand', value: message };
}

/** Registers a Java class on the server as a SQL function. */
export function registerJavaFunction(
  functionName: string,
  className: string,
  outputType: DataType | undefined,
  aggregate: boolean,
): CommandBody {
  const javaUdf = { className, aggregate, ...(outputType && { outputType: toProto(outputType) }) };
  return { case: 'registerFunction', value: { functionName, function: { case: 'javaUdf', value: javaUdf } } };
}
