import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { protos } from '@google-cloud/dataproc';
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  status,
  type Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

type Session = protos.google.cloud.dataproc.v1.ISession;

/** A gRPC error. */
export interface Refusal {
  readonly code: status;
  readonly details: string;
}

/** How the API behaves. A test may change it. */
export interface FakeDataprocBehavior {
  /** The endpoint of an active session. Undefined: a session never gets one. */
  endpoint: string | undefined;
  /** Milliseconds until a session is active. */
  createTime: number;
  /** How many sessions become active before their endpoint is known, for so many questions. */
  endpointDelay: number;
  /** Refuses a method, such as `CreateSession`, at once. */
  refuse: (method: string, metadata: Metadata) => Refusal | undefined;
  /** Makes the operation of CreateSession fail. */
  operationFailure: Refusal | undefined;
}

/** Dataproc's API for sessions, with long-running operations, from the descriptions in Google's package. */
export interface FakeDataproc {
  readonly port: number;
  readonly behavior: FakeDataprocBehavior;
  /** The methods in order, such as `CreateSession`. */
  readonly calls: readonly string[];
  /** The sessions by name. */
  readonly sessions: ReadonlyMap<string, Session>;
  /** The requests that created sessions. */
  readonly created: readonly Session[];
  /** Adds a session in this state. */
  add(name: string, state: string): void;
  close(): void;
}

interface Operation {
  readonly name: string;
  readonly session: string;
  readonly doneAt: number;
  readonly failure: Refusal | undefined;
}

const sessionType = 'type.googleapis.com/google.cloud.dataproc.v1.Session';
const require = createRequire(import.meta.url);

export async function startFakeDataproc(
  given: Partial<FakeDataprocBehavior> = {},
  credentials: ServerCredentials = ServerCredentials.createInsecure(),
): Promise<FakeDataproc> {
  const behavior: FakeDataprocBehavior = {
    endpoint: undefined,
    createTime: 0,
    endpointDelay: 0,
    refuse: () => undefined,
    operationFailure: undefined,
    ...given,
  };
  const calls: string[] = [];
  const sessions = new Map<string, Session>();
  const created: Session[] = [];
  const operations = new Map<string, Operation>();
  const questions = new Map<string, number>();

  const add = (name: string, state: string): void =>
    void sessions.set(name, { name, uuid: randomUUID(), state: state as 'ACTIVE', createTime: null });
  const begin = (session: string, time = 0, failure?: Refusal): object => {
    const operation = { name: `operations/${randomUUID()}`, session, doneAt: Date.now() + time, failure };
    operations.set(operation.name, operation);
    return describe(operation);
  };
  const describe = ({ name, session, doneAt, failure }: Operation): object => {
    const done = Date.now() >= doneAt;
    const current = sessions.get(session);
    if (!done) return { name, done };
    if (failure) {
      if (current) sessions.set(session, { ...current, state: 'FAILED' });
      return { name, done, error: { code: failure.code, message: failure.details } };
    }
    if (current?.state === 'CREATING') sessions.set(session, { ...current, state: 'ACTIVE' });
    const { Session: message } = protos.google.cloud.dataproc.v1;
    const value = Buffer.from(message.encode(message.fromObject({ name: session })).finish());
    return { name, done, response: { type_url: sessionType, value } };
  };
  const unary =
    <Request>(method: string, answer: (request: Request) => object) =>
    ({ request, metadata }: ServerUnaryCall<Request, object>, send: sendUnaryData<object>): void => {
      calls.push(method);
      const refusal = behavior.refuse(method, metadata);
      if (refusal) return send(refusal);
      try {
        send(null, answer(request));
      } catch (error) {
        send(error as Refusal);
      }
    };
  const required = (name: string): Session => {
    const session = sessions.get(name);
    if (session) return session;
    throw Object.assign(new Error(name), { code: status.NOT_FOUND, details: `Not found: Session ${name}` });
  };

  const server = new Server();
  const { google } = loadPackageDefinition(
    fromJSON(require('@google-cloud/dataproc/build/protos/protos.json') as never, {
      longs: String,
      enums: String,
      defaults: true,
    }),
  ) as unknown as {
    readonly google: {
      readonly cloud: { readonly dataproc: { readonly v1: { readonly SessionController: ServiceClientConstructor } } };
      readonly longrunning: { readonly Operations: ServiceClientConstructor };
    };
  };
  server.addService(google.cloud.dataproc.v1.SessionController.service, {
    createSession: unary<{ parent: string; sessionId: string; session: Session }>('CreateSession', (request) => {
      const name = `${request.parent}/sessions/${request.sessionId}`;
      if (sessions.has(name)) {
        throw Object.assign(new Error(name), { code: status.ALREADY_EXISTS, details: `Already exists: ${name}` });
      }
      created.push(request.session);
      add(name, 'CREATING');
      return begin(name, behavior.createTime, behavior.operationFailure);
    }),
    getSession: unary<{ name: string }>('GetSession', ({ name }) => {
      const session = required(name);
      if (session.state !== 'ACTIVE') return session;
      const asked = (questions.get(name) ?? 0) + 1;
      questions.set(name, asked);
      const { endpoint, endpointDelay } = behavior;
      if (endpoint === undefined || asked <= endpointDelay) return session;
      return { ...session, runtimeInfo: { endpoints: { 'Spark Connect Server': endpoint } } };
    }),
    terminateSession: unary<{ name: string }>('TerminateSession', ({ name }) => {
      sessions.set(name, { ...required(name), state: 'TERMINATED' });
      return begin(name);
    }),
    deleteSession: unary<{ name: string }>('DeleteSession', ({ name }) => {
      required(name);
      sessions.delete(name);
      return begin(name);
    }),
    listSessions: unary('ListSessions', () => ({ sessions: [...sessions.values()] })),
  });
  server.addService(google.longrunning.Operations.service, {
    getOperation: unary<{ name: string }>('GetOperation', ({ name }) => describe(operations.get(name)!)),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { port, behavior, calls, sessions, created, add, close: () => server.forceShutdown() };
}
