import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { PlanSchema, type Plan as PlanMessage } from '../../gen/spark/connect/base_pb.ts';
import {
  CommandSchema,
  type StreamingQueryCommandSchema,
  type StreamingQueryManagerCommandSchema,
  type WriteStreamOperationStartSchema,
} from '../../gen/spark/connect/commands_pb.ts';
import type { DataType } from '../types/data-type.ts';
import { toProto } from '../types/data-type-proto.ts';
import type { Relation, SqlArguments } from './relation.ts';

/** What the server is asked to execute or analyze: a relation or a command. */
export type Plan = PlanMessage;

export type CommandBody = NonNullable<MessageInitShape<typeof CommandSchema>['commandType']>;

export function relationPlan(relation: Relation): Plan {
  return create(PlanSchema, { opType: { case: 'root', value: relation } });
}

export function commandPlan(commandType: CommandBody): Plan {
  return create(PlanSchema, { opType: { case: 'command', value: create(CommandSchema, { commandType }) } });
}

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

/** When the query looks for new data; the intervals are Spark's text, such as `10 seconds`. */
export type TriggerMessage = NonNullable<MessageInitShape<typeof WriteStreamOperationStartSchema>['trigger']>;

export interface WriteStreamOptions {
  readonly input: Relation;
  readonly format: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly outputMode: string | undefined;
  readonly queryName: string | undefined;
  readonly trigger: TriggerMessage | undefined;
  readonly sink: { readonly path: string } | { readonly tableName: string } | undefined;
}

/** An empty string means "not set" to the server. */
export function writeStreamStart(options: WriteStreamOptions): CommandBody {
  const { input, format = '', partitionBy, outputMode = '', queryName = '', trigger, sink } = options;
  return {
    case: 'writeStreamOperationStart',
    value: {
      input,
      format,
      options: { ...options.options },
      partitioningColumnNames: [...partitionBy],
      outputMode,
      queryName,
      ...(trigger && { trigger }),
      ...(sink && { sinkDestination: sinkDestination(sink) }),
    },
  };
}

function sinkDestination(
  sink: NonNullable<WriteStreamOptions['sink']>,
): MessageInitShape<typeof WriteStreamOperationStartSchema>['sinkDestination'] & object {
  return 'path' in sink ? { case: 'path', value: sink.path } : { case: 'tableName', value: sink.tableName };
}

export interface QueryId {
  readonly id: string;
  readonly runId: string;
}

export type QueryCommand = NonNullable<MessageInitShape<typeof StreamingQueryCommandSchema>['command']>;

export function streamingQueryCommand(queryId: QueryId, command: QueryCommand): CommandBody {
  return { case: 'streamingQueryCommand', value: { queryId: { ...queryId }, command } };
}

export type ManagerCommand = NonNullable<MessageInitShape<typeof StreamingQueryManagerCommandSchema>['command']>;

export function streamingQueryManagerCommand(command: ManagerCommand): CommandBody {
  return { case: 'streamingQueryManagerCommand', value: { command } };
}

/** Has a 4.x server send what happens to the streaming queries of the session, until it is told to stop. */
export function listenerBusCommand(isWanted: boolean): CommandBody {
  const name = isWanted ? 'addListenerBusListener' : 'removeListenerBusListener';
  return { case: 'streamingQueryListenerBusCommand', value: { command: { case: name, value: true } } };
}
