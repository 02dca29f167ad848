import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  StreamingQueryCommandSchema,
  StreamingQueryManagerCommandSchema,
  WriteStreamOperationStartSchema,
} from '../../gen/spark/connect/commands_pb.ts';
import type { CommandBody } from './command.ts';
import type { Relation } from './relation.ts';
import { triggerMessage, type Trigger } from './trigger.ts';

export interface WriteStreamOptions {
  readonly input: Relation;
  readonly format: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly outputMode: string | undefined;
  readonly queryName: string | undefined;
  readonly trigger: Trigger | undefined;
  /** A serialized function of the server that gets each batch, in place of a format. */
  readonly foreachBatch?: Uint8Array | undefined;
  readonly sink: { readonly path: string } | { readonly tableName: string } | undefined;
}

/** The server treats an empty string as not set. */
export function writeStreamStart(options: WriteStreamOptions): CommandBody {
  const {
    input,
    format = '',
    partitionBy,
    outputMode = '',
    queryName = '',
    trigger,
    sink,
    foreachBatch: payload,
  } = options;
  return {
    case: 'writeStreamOperationStart',
    value: {
      input,
      format,
      options: { ...options.options },
      partitioningColumnNames: [...partitionBy],
      outputMode,
      queryName,
      ...(trigger && { trigger: triggerMessage(trigger) }),
      ...(payload && { foreachBatch: { function: { case: 'scalaFunction', value: { payload } } } }),
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

type QueryCommand = NonNullable<MessageInitShape<typeof StreamingQueryCommandSchema>['command']>;
type ManagerCommand = NonNullable<MessageInitShape<typeof StreamingQueryManagerCommandSchema>['command']>;

/** A command or request for one run of a query, by its name in the protocol. */
export type QueryCommandName = NonNullable<QueryCommand['case']>;

/** A command or request for the queries of a session, by its name in the protocol. */
export type ManagerCommandName = NonNullable<ManagerCommand['case']>;

export type QueryCommandValue<N> = Extract<QueryCommand, { case: N }>['value'];
export type ManagerCommandValue<N> = Extract<ManagerCommand, { case: N }>['value'];

export function streamingQueryCommand<N extends QueryCommandName>(
  { id, runId }: QueryId,
  name: N,
  value: QueryCommandValue<N>,
): CommandBody {
  const command = { case: name, value } as QueryCommand;
  return { case: 'streamingQueryCommand', value: { queryId: { id, runId }, command } };
}

export function streamingQueryManagerCommand<N extends ManagerCommandName>(
  name: N,
  value: ManagerCommandValue<N>,
): CommandBody {
  return { case: 'streamingQueryManagerCommand', value: { command: { case: name, value } as ManagerCommand } };
}

/** Makes a 4.x server start or stop sending the events of the session's streaming queries. */
export function listenerBusCommand(enabled: boolean): CommandBody {
  const name = enabled ? 'addListenerBusListener' : 'removeListenerBusListener';
  return { case: 'streamingQueryListenerBusCommand', value: { command: { case: name, value: true } } };
}
