import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CommandSchema } from '../../gen/spark/connect/commands_pb.ts';
import type { DataType } from '../types/data-type.ts';
import { toProto } from '../types/data-type-proto.ts';
import type { Relation, SqlArguments } from './relation.ts';

export type CommandBody = NonNullable<MessageInitShape<typeof CommandSchema>['commandType']>;

export function createView(input: Relation, name: string, isGlobal: boolean, replace: boolean): CommandBody {
  return { case: 'createDataframeView', value: { input, name, isGlobal, replace } };
}

/** 3.5 reads the statement and its parameters from fields that 4.x calls deprecated. */
export function sqlCommand(sql: string, args: SqlArguments): CommandBody {
  return { case: 'sqlCommand', value: { sql, ...args } };
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
