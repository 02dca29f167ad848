import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethod,
  type Message,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type status,
} from '@grpc/grpc-js';
import {
  AnalyzePlanResponseSchema,
  ExecutePlanResponseSchema,
  ReleaseExecuteResponseSchema,
  SparkConnectService,
  type ExecutePlanRequest,
  type ReattachExecuteRequest,
  type ReleaseExecuteRequest,
} from '../../gen/spark/connect/base_pb.ts';

/** What the server does with one ExecutePlan or ReattachExecute: it sends responses with these ids, then ends the stream. */
export interface Step {
  /** Whole responses, sent before those that are ids only. */
  readonly responses?: readonly MessageInitShape<typeof ExecutePlanResponseSchema>[];
  readonly send?: readonly string[];
  /** With OK unless this says otherwise; `hang` leaves the stream open, `complete` sends the final response first. */
  readonly end?: 'ok' | 'complete' | 'hang' | { readonly code: status; readonly details: string };
}

export interface ScriptedServer {
  readonly port: number;
  /** The calls in their order, such as `Execute`, `Reattach after 2`, `Reattach from the start`, `Release until 2`, `Cancelled`. */
  readonly calls: readonly string[];
  readonly operationIds: ReadonlySet<string>;
  readonly headers: Metadata;
  stop(): void;
}

/** A Spark Connect service on a real socket that plays one step for each stream: for faults that no real server produces on demand. */
export async function startScriptedServer(steps: readonly Step[]): Promise<ScriptedServer> {
  const calls: string[] = [];
  const operationIds = new Set<string>();
  const state = { headers: new Metadata(), next: 0 };

  const play = (call: ServerWritableStream<ExecutePlanRequest | ReattachExecuteRequest, Message>): void => {
    const { operationId, sessionId } = call.request;
    operationIds.add(operationId ?? '');
    const { responses = [], send = [], end = 'ok' } = steps[state.next++] ?? { end: 'hang' };
    const respond = (responseId: string, complete: boolean): void => {
      const responseType = complete ? { case: 'resultComplete' as const, value: {} } : { case: undefined };
      call.write(create(ExecutePlanResponseSchema, { sessionId, operationId: operationId!, responseId, responseType }));
    };
    call.on('cancelled', () => calls.push('Cancelled'));
    responses.forEach((response, index) =>
      call.write(
        create(ExecutePlanResponseSchema, {
          sessionId,
          operationId: operationId!,
          responseId: `r${index}`,
          ...response,
        }),
      ),
    );
    for (const id of send) respond(id, false);
    if (end === 'hang') return;
    if (end === 'complete') respond('complete', true);
    if (typeof end === 'object') call.emit('error', { ...end, metadata: new Metadata() });
    else call.end();
  };

  const server = new Server();
  server.addService(definition(), {
    executePlan: (call: ServerWritableStream<ExecutePlanRequest, Message>) => {
      state.headers = call.metadata;
      calls.push('Execute');
      play(call);
    },
    reattachExecute: (call: ServerWritableStream<ReattachExecuteRequest, Message>) => {
      const { lastResponseId } = call.request;
      calls.push(lastResponseId === undefined ? 'Reattach from the start' : `Reattach after ${lastResponseId}`);
      play(call);
    },
    releaseExecute: (call: ServerUnaryCall<ReleaseExecuteRequest, Message>, answer: sendUnaryData<Message>) => {
      const { release } = call.request;
      calls.push(release.case === 'releaseUntil' ? `Release until ${release.value.responseId}` : 'Release all');
      answer(null, create(ReleaseExecuteResponseSchema));
    },
    analyzePlan: (_call: unknown, answer: sendUnaryData<Message>) => {
      answer(
        null,
        create(AnalyzePlanResponseSchema, { result: { case: 'sparkVersion', value: { version: '3.5.7' } } }),
      );
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    port,
    calls,
    operationIds,
    get headers() {
      return state.headers;
    },
    stop: () => server.forceShutdown(),
  };
}

function definition(): ServiceDefinition {
  const { executePlan, reattachExecute, releaseExecute, analyzePlan } = SparkConnectService.method;
  return Object.fromEntries(
    [executePlan, reattachExecute, releaseExecute, analyzePlan].map((method) => [
      method.localName,
      {
        path: `/${SparkConnectService.typeName}/${method.name}`,
        requestStream: false,
        responseStream: (method as DescMethod).methodKind === 'server_streaming',
        requestSerialize: write(method.input),
        requestDeserialize: read(method.input),
        responseSerialize: write(method.output),
        responseDeserialize: read(method.output),
      },
    ]),
  );
}

const write = (schema: DescMessage) => (message: Message) => Buffer.from(toBinary(schema, message));
const read = (schema: DescMessage) => (bytes: Buffer) => fromBinary(schema, bytes);
