import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { signatureProblem } from './aws-signature.ts';
import type { RotatingToken } from './rotating-token.ts';

/** Credentials that the fakes accept. */
export const awsCredentials = { accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake/secret+key' } as const;

type Json = Readonly<Record<string, unknown>>;

/** An error of an API. */
export interface AwsFailure {
  /** The name, such as `AccessDeniedException`. */
  readonly failure: string;
  readonly message: string;
  readonly status?: number;
}

/** Answers one operation. */
export type AwsAnswer = (input: Json) => Json | AwsFailure;

/** An API of Amazon whose requests must be signed. */
export interface FakeAws {
  readonly endpoint: string;
  /** The operations in order. */
  readonly calls: readonly string[];
  /** The answers by operation, which a test may replace. */
  answers: Record<string, AwsAnswer>;
  close(): Promise<void>;
}

/** Starts an API with these operations. The operation is in a header (JSON 1.1) or follows from the path (REST). */
export async function startFakeAws(answers: Record<string, AwsAnswer>): Promise<FakeAws> {
  const fake = { answers };
  const calls: string[] = [];
  const keys = new Map<string, string>([[awsCredentials.accessKeyId, awsCredentials.secretAccessKey]]);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const problem = signatureProblem(request, body, keys);
    const operation = operationOf(request);
    calls.push(operation);
    const answer: Json | AwsFailure =
      problem === undefined
        ? (fake.answers[operation]?.({ ...pathInput(request), ...(JSON.parse(body || '{}') as Json) }) ?? {
            failure: 'UnknownOperationException',
            message: operation,
          })
        : { failure: 'InvalidSignatureException', message: problem, status: 403 };
    send(response, answer);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

function send(response: ServerResponse, answer: Json | AwsFailure): void {
  const { failure, message, status = 400 } = answer as Partial<AwsFailure>;
  if (failure === undefined) {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    return;
  }
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': failure });
  response.end(JSON.stringify({ __type: failure, message, Message: message }));
}

const restOperations: readonly (readonly [string, RegExp, string])[] = [
  ['POST', /^\/applications\/[^/]+\/sessions$/, 'StartSession'],
  ['GET', /^\/applications\/[^/]+\/sessions\/[^/]+$/, 'GetSession'],
  ['GET', /^\/applications\/[^/]+\/sessions\/[^/]+\/endpoint$/, 'GetSessionEndpoint'],
  ['DELETE', /^\/applications\/[^/]+\/sessions\/[^/]+$/, 'TerminateSession'],
];

function operationOf({ headers, method, url = '' }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  const path = url.split('?', 1)[0]!;
  const found = restOperations.find(([verb, pattern]) => verb === method && pattern.test(path));
  return found?.[2] ?? `${method} ${path}`;
}

function pathInput({ url = '' }: IncomingMessage): Json {
  const [, applicationId, sessionId] = /^\/applications\/([^/?]+)\/sessions(?:\/([^/?]+))?/.exec(url) ?? [];
  return { ...(applicationId && { applicationId }), ...(sessionId && { sessionId }) };
}

/** The life of a session: its states in order, of which the last one stays. */
export class FakeAwsSession {
  readonly id: string;
  readonly #token: RotatingToken;
  readonly #states: string[];
  ended = false;

  constructor(id: string, token: RotatingToken, states: readonly string[]) {
    this.id = id;
    this.#token = token;
    this.#states = [...states];
  }

  nextState(): string {
    return this.#states.length > 1 ? this.#states.shift()! : this.#states[0]!;
  }

  get token(): string {
    return this.#token.current;
  }

  /** Seconds since 1970. */
  get expiresAt(): number {
    return this.#token.expiresAt / 1000;
  }
}

/** The operations of Athena for one session. */
export function athenaAnswers(session: FakeAwsSession, url: string): Record<string, AwsAnswer> {
  return {
    StartSession: () => ({ SessionId: session.id, State: 'CREATING' }),
    GetSessionStatus: ({ SessionId }) => ({ SessionId, Status: { State: session.nextState() } }),
    GetSessionEndpoint: () => ({
      EndpointUrl: url,
      AuthToken: session.token,
      AuthTokenExpirationTime: session.expiresAt,
    }),
    TerminateSession: () => {
      session.ended = true;
      return { State: 'TERMINATING' };
    },
  };
}

/** The operations of EMR Serverless for one session. */
export function emrServerlessAnswers(session: FakeAwsSession, url: string): Record<string, AwsAnswer> {
  return {
    StartSession: ({ applicationId }) => ({
      applicationId,
      sessionId: session.id,
      arn: `arn:aws:emr-serverless:${session.id}`,
    }),
    GetSession: ({ applicationId, sessionId }) => ({
      session: { applicationId, sessionId, state: session.nextState() },
    }),
    GetSessionEndpoint: ({ applicationId, sessionId }) => ({
      applicationId,
      sessionId,
      endpoint: url,
      authToken: session.token,
      authTokenExpiresAt: session.expiresAt,
    }),
    TerminateSession: ({ applicationId, sessionId }) => {
      session.ended = true;
      return { applicationId, sessionId };
    },
  };
}

/** The operations of Glue for one session. */
export function glueAnswers(session: FakeAwsSession, url: string): Record<string, AwsAnswer> {
  return {
    CreateSession: ({ Id }) => ({ Session: { Id, Status: 'PROVISIONING' } }),
    GetSession: ({ Id }) => ({ Session: { Id, Status: session.nextState() } }),
    GetSessionEndpoint: () => ({
      SparkConnect: { Url: url, AuthToken: session.token, AuthTokenExpirationTime: session.expiresAt },
    }),
    StopSession: ({ Id }) => {
      session.ended = true;
      return { Id };
    },
  };
}
