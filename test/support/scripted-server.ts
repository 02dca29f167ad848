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
  ServerInterceptingCall,
  status,
  type sendUnaryData,
  type ServerInterceptor,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import {
  AddArtifactsResponseSchema,
  AnalyzePlanResponseSchema,
  ArtifactStatusesResponseSchema,
  ConfigResponseSchema,
  ExecutePlanResponseSchema,
  InterruptResponseSchema,
  ReleaseExecuteResponseSchema,
  ReleaseSessionResponseSchema,
  SparkConnectService,
  type AddArtifactsRequest,
  type ArtifactStatusesRequest,
  type ConfigRequest,
  type ExecutePlanRequest,
  type InterruptRequest,
  type ReattachExecuteRequest,
  type ReleaseExecuteRequest,
} from '../../gen/spark/connect/base_pb.ts';

/** A status other than OK, optionally with trailers. */
export interface Failure {
  readonly code: status;
  readonly details: string;
  readonly metadata?: Metadata;
}

/** How the server handles one ExecutePlan or ReattachExecute call: it sends responses, then ends the stream. */
export interface Step {
  /** Complete responses, sent before those of `send`. */
  readonly responses?: readonly MessageInitShape<typeof ExecutePlanResponseSchema>[];
  /** The IDs of empty responses. */
  readonly send?: readonly string[];
  /** The number of responses of 1 MiB each to send before all others, as fast as the client reads them. */
  readonly flood?: number;
  /** Milliseconds to wait before the end of the stream. */
  readonly after?: number;
  /** How the stream ends. Default: `ok`. `hang` leaves it open; `complete` sends the final response first. */
  readonly end?: 'ok' | 'complete' | 'hang' | Failure;
  /** Runs before anything else, for example to make the server lose its session. */
  readonly before?: (server: ScriptedServer) => void;
}

/** How the server handles one AnalyzePlan call. Without an answer left, it responds with a Spark version. */
export type Answer = 'hang' | Failure;

export interface ScriptedServer {
  readonly port: number;
  /** The received calls in order, such as `Execute`, `Reattach after 2`, `Reattach from the start`, `Release until 2`, `Cancelled`. */
  readonly calls: readonly string[];
  readonly operationIds: ReadonlySet<string>;
  /** The headers of the last call other than AnalyzePlan, ReattachExecute and AddArtifacts. */
  readonly headers: Metadata;
  readonly executed: readonly ExecutePlanRequest[];
  readonly uploads: readonly AddArtifactsRequest[];
  /** The settings that clients have set. Clear them to simulate a restart. */
  readonly settings: Map<string, string>;
  /** The answers to the next AnalyzePlan calls. */
  readonly answers: Answer[];
  /** The number of flood responses that the client has read so far. */
  readonly flooded: number;
  /** Stops answering calls. */
  silence(): void;
  stop(): void;
}

/** How the server differs from a healthy 3.5 server. */
export interface ScriptedServerOptions {
  /** Whether it supports ReleaseSession, which Spark 4.0 added. */
  readonly releaseSession?: boolean;
  readonly configWarnings?: readonly string[];
  readonly artifactsFail?: Failure;
  readonly artifactsDamaged?: boolean;
  /** Rejects calls by their metadata and method, such as `Config`, before the service sees them. */
  readonly refuse?: (metadata: Metadata, method: string) => Failure | undefined;
  /** Default: plaintext. */
  readonly credentials?: ServerCredentials;
}

type StreamingCall = ServerWritableStream<ExecutePlanRequest | ReattachExecuteRequest, Message>;

/** Starts a Spark Connect service on a real socket that plays one step per stream, to simulate faults that a real server cannot produce on demand. */
export async function startScriptedServer(
  steps: readonly Step[] = [],
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const calls: string[] = [];
  const operationIds = new Set<string>();
  const executed: ExecutePlanRequest[] = [];
  const uploads: AddArtifactsRequest[] = [];
  const settings = new Map<string, string>();
  const answers: Answer[] = [];
  const cached = new Set<string>();
  const state = { headers: new Metadata(), next: 0, silent: false, flooded: 0 };

  const flood = async (call: StreamingCall, count: number): Promise<void> => {
    const { operationId, sessionId } = call.request;
    for (let index = 0; index < count && !call.cancelled; index++) {
      const responseType = { case: 'arrowBatch', value: { rowCount: 1n, data: new Uint8Array(2 ** 20) } } as const;
      const response = { sessionId, operationId: operationId!, responseId: `flood ${index}`, responseType };
      await new Promise((resolve) => {
        call.once('cancelled', resolve);
        call.write(create(ExecutePlanResponseSchema, response), resolve);
      });
      state.flooded++;
    }
  };

  const play = async (call: StreamingCall): Promise<void> => {
    const { operationId, sessionId } = call.request;
    operationIds.add(operationId ?? '');
    call.on('cancelled', () => calls.push('Cancelled'));
    if (state.silent) return;
    const {
      responses = [],
      send = [],
      end = 'ok',
      before,
      after,
      flood: count = 0,
    } = steps[state.next++] ?? { end: 'hang' };
    before?.(server);
    await flood(call, count);
    const respond = (responseId: string, complete: boolean): void => {
      const responseType = complete ? { case: 'resultComplete' as const, value: {} } : { case: undefined };
      call.write(create(ExecutePlanResponseSchema, { sessionId, operationId: operationId!, responseId, responseType }));
    };
    responses.forEach((response, index) => {
      const identity = { sessionId, operationId: operationId!, responseId: `r${index}` };
      call.write(create(ExecutePlanResponseSchema, { ...identity, ...response }));
    });
    for (const id of send) respond(id, false);
    if (after !== undefined) await new Promise((resolve) => setTimeout(resolve, after));
    if (end === 'hang') return;
    if (end === 'complete') respond('complete', true);
    if (typeof end === 'object') call.emit('error', { metadata: new Metadata(), ...end });
    else call.end();
  };

  const config = ({ operation }: ConfigRequest): { key: string; value?: string }[] => {
    const { opType } = operation!;
    calls.push(`Config ${opType.case}`);
    if (opType.case === 'set') for (const { key, value } of opType.value.pairs) settings.set(key, value ?? '');
    if (opType.case !== 'getOption') return [];
    return opType.value.keys.map((key) => {
      const value = settings.get(key);
      return { key, ...(value !== undefined && { value }) };
    });
  };

  const grpc = new Server({ interceptors: [refusing(options.refuse)] });
  const unary =
    <Request extends Message>(answer: (request: Request) => Message | Failure) =>
    ({ request, metadata }: ServerUnaryCall<Request, Message>, send: sendUnaryData<Message>): void => {
      state.headers = metadata;
      if (state.silent) return;
      const result = answer(request);
      if ('code' in result) send(result);
      else send(null, result);
    };
  grpc.addService(definition(), {
    executePlan: (call: ServerWritableStream<ExecutePlanRequest, Message>) => {
      state.headers = call.metadata;
      executed.push(call.request);
      calls.push('Execute');
      void play(call);
    },
    reattachExecute: (call: ServerWritableStream<ReattachExecuteRequest, Message>) => {
      const { lastResponseId } = call.request;
      calls.push(lastResponseId === undefined ? 'Reattach from the start' : `Reattach after ${lastResponseId}`);
      void play(call);
    },
    releaseExecute: unary<ReleaseExecuteRequest>(({ release }) => {
      calls.push(release.case === 'releaseUntil' ? `Release until ${release.value.responseId}` : 'Release all');
      return create(ReleaseExecuteResponseSchema);
    }),
    analyzePlan: (_call: unknown, send: sendUnaryData<Message>) => {
      calls.push('Analyze');
      const answer = answers.shift();
      if (state.silent || answer === 'hang') return;
      if (answer) send(answer);
      else
        send(
          null,
          create(AnalyzePlanResponseSchema, { result: { case: 'sparkVersion', value: { version: '3.5.7' } } }),
        );
    },
    config: unary<ConfigRequest>((request) =>
      create(ConfigResponseSchema, { pairs: config(request), warnings: [...(options.configWarnings ?? [])] }),
    ),
    interrupt: unary<InterruptRequest>(({ interrupt }) => {
      calls.push(`Interrupt ${interrupt.value ?? 'all'}`);
      return create(InterruptResponseSchema, { interruptedIds: ['1'] });
    }),
    artifactStatus: unary<ArtifactStatusesRequest>(({ names }) => {
      calls.push('ArtifactStatus');
      const statuses = Object.fromEntries(names.map((name) => [name, { exists: cached.has(name) }]));
      return create(ArtifactStatusesResponseSchema, { statuses });
    }),
    addArtifacts: (call: ServerReadableStream<AddArtifactsRequest, Message>, send: sendUnaryData<Message>) => {
      calls.push('AddArtifacts');
      const own: AddArtifactsRequest[] = [];
      call.on('data', (request: AddArtifactsRequest) => own.push(request));
      call.on('end', () => {
        uploads.push(...own);
        if (options.artifactsFail) return send(options.artifactsFail);
        const names = own.flatMap(({ payload }) => {
          if (payload.case === 'beginChunk') return [payload.value.name];
          return payload.case === 'batch' ? payload.value.artifacts.map(({ name }) => name) : [];
        });
        for (const name of names) cached.add(name);
        const artifacts = names.map((name) => ({ name, isCrcSuccessful: !options.artifactsDamaged }));
        send(null, create(AddArtifactsResponseSchema, { artifacts }));
      });
    },
    releaseSession: unary(() => {
      calls.push('ReleaseSession');
      return options.releaseSession
        ? create(ReleaseSessionResponseSchema)
        : { code: status.UNIMPLEMENTED, details: 'Method not found' };
    }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    grpc.bindAsync('127.0.0.1:0', options.credentials ?? ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const server: ScriptedServer = {
    port,
    calls,
    operationIds,
    executed,
    uploads,
    settings,
    answers,
    get flooded() {
      return state.flooded;
    },
    get headers() {
      return state.headers;
    },
    silence: () => void (state.silent = true),
    stop: () => grpc.forceShutdown(),
  };
  return server;
}

function refusing(refuse: ScriptedServerOptions['refuse'] = () => undefined): ServerInterceptor {
  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, accept) {
            const failure = refuse(metadata, path.slice(path.lastIndexOf('/') + 1));
            if (failure) call.sendStatus(failure);
            else accept(metadata);
          },
        }),
    });
}

function definition(): ServiceDefinition {
  return Object.fromEntries(
    SparkConnectService.methods.map((method: DescMethod) => [
      method.localName,
      {
        path: `/${SparkConnectService.typeName}/${method.name}`,
        requestStream: method.methodKind === 'client_streaming',
        responseStream: method.methodKind === 'server_streaming',
        requestSerialize: write(method.input),
        requestDeserialize: read(method.input),
        responseSerialize: write(method.output),
        responseDeserialize: read(method.output),
      },
    ]),
  );
}

const write = (schema: DescMessage) => (message: Message) => Buffer.from(toBinary(schema, message));
const read = (schema: DescMessage) => (bytes: Buffer) => fromBinary(schema, bytes, { recursionLimit: 10_000 });
