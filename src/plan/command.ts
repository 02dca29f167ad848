import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { SqlCommandSchema, type CommandSchema } from '../../gen/spark/connect/commands_pb.ts';
import type { DataType } from '../types/data-type.ts';
import { toProto } from '../types/data-type-proto.ts';
import type { Relation, SqlArguments } from './relation.ts';

export type CommandBody = NonNullable<MessageInitShape<typeof CommandSchema>['commandType']>;

export function createView(input: Relation, name: string, isGlobal: boolean, replace: boolean): CommandBody {
  return { case: 'createDataframeView', value: { input, name, isGlobal, replace } };
}

/** 3.5 reads the statement and its parameters from fields that 4.x calls deprecated. */
export function sqlCommand(sql: string, args: SqlArguments): CommandBody {
  const message = create(SqlCommandSchema, { sql, posArgs: args.posArgs });
  // See sql() of a relation.
  message.args = args.args;
  return { case: 'sqlCommand', value: message };
}

/** Makes a class of the server known to SQL as a function. */
export function registerJavaFunction(
  functionName: string,
  className: string,
  outputType: DataType | undefined,
  aggregate: boolean,
): CommandBody {
  const javaUdf = { className, aggregate, ...(outputType && { outputType: toProto(outputType) }) };
  return { case: 'registerFunction', value: { functionName, function: { case: 'javaUdf', value: javaUdf } } };
}
