import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';
import {
  athenaAnswers,
  awsCredentials,
  emrServerlessAnswers,
  FakeAwsSession,
  glueAnswers,
  startFakeAws,
  type AwsAnswer,
  type FakeAws,
} from '../../../test/support/cloud/fake-aws.ts';
import { RotatingToken } from '../../../test/support/cloud/rotating-token.ts';
import { startSessionProxy, type SessionProxy } from '../../../test/support/cloud/session-proxy.ts';
import { startScriptedServer, type ScriptedServer } from '../../../test/support/scripted-server.ts';
import { CloudError } from '../cloud-error.ts';
import type { SparkSession } from '../../session/spark-session.ts';
import type { CloudConnection, CloudConnectOptions } from '../cloud-connection.ts';
import { connect, type CloudTarget } from '../connect.ts';
import type { AwsSessionOptions } from './aws-options.ts';

interface Platform {
  readonly name: string;
  readonly answers: (session: FakeAwsSession, url: string) => Record<string, AwsAnswer>;
  /** The states of a session that starts. */
  readonly states: readonly string[];
  readonly failed: string;
  readonly url: (port: number) => string;
  readonly target: (options: AwsSessionOptions) => CloudTarget;
  readonly start: string;
  readonly end: string;
}

const platforms: readonly Platform[] = [
  {
    name: 'Athena',
    answers: athenaAnswers,
    states: ['CREATING', 'CREATED', 'IDLE'],
    failed: 'FAILED',
    url: (port) => `https://localhost:${port}`,
    target: (options) => ({ athena: { workGroup: 'spark', ...options } }),
    start: 'StartSession',
    end: 'TerminateSession',
  },
  {
    name: 'EMR Serverless',
    answers: emrServerlessAnswers,
    states: ['SUBMITTED', 'STARTING', 'STARTED'],
    failed: 'FAILED',
    url: (port) => `https://localhost:${port}`,
    target: (options) => ({
      emrServerless: { applicationId: 'app-1', executionRole: 'arn:aws:iam::123456789012:role/r', ...options },
    }),
    start: 'StartSession',
    end: 'TerminateSession',
  },
  {
    name: 'Glue',
    answers: glueAnswers,
    states: ['PROVISIONING', 'READY'],
    failed: 'TIMEOUT',
    url: (port) => `sc://localhost:${port}`,
    target: (options) => ({ glue: { role: 'GlueRole', ...options } }),
    start: 'CreateSession',
    end: 'StopSession',
  },
];

describe.each(platforms)('connect() to $name', ({ name, answers, states, failed, url, target, start, end }) => {
  let token: RotatingToken;
  let spark: ScriptedServer;
  let proxy: SessionProxy;
  let aws: FakeAws;
  let session: FakeAwsSession;
  const open: CloudConnection[] = [];

  beforeEach(async () => {
    token = new RotatingToken(0);
    spark = await startScriptedServer();
    proxy = await startSessionProxy({
      targetPort: spark.port,
      accept: (headers) => headers['x-aws-proxy-auth'] === token.current,
      code: status.PERMISSION_DENIED,
    });
    session = new FakeAwsSession('session-1', token, states);
    aws = await startFakeAws(answers(session, url(proxy.port)));
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close().catch(() => {});
    await aws.close();
    await proxy.close();
    spark.stop();
  });

  async function connectAws(
    given: AwsSessionOptions = {},
    options: CloudConnectOptions = {},
  ): Promise<CloudConnection> {
    const api = { region: 'us-east-1', endpoint: aws.endpoint, credentials: awsCredentials, ...given };
    const connection = await connect(target(api), { pollInterval: 10, timeout: 5000, ...options });
    open.push(connection);
    return connection;
  }

  async function openSpark({ builder }: CloudConnection): Promise<SparkSession> {
    const { cert } = await localCertificate();
    return builder.tls({ ca: cert }).getOrCreate();
  }

  const failure = async (given?: AwsSessionOptions, options?: CloudConnectOptions): Promise<string> => {
    const error: unknown = await connectAws(given, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CloudError);
    return (error as Error).message;
  };

  it('starts a session, waits until it is ready, and ends it', async () => {
    const seen: (string | undefined)[] = [];
    const cloud = await connectAws({}, { onProgress: ({ state }) => seen.push(state) });
    expect(cloud.isReused).toBe(false);
    const connected = await openSpark(cloud);
    await connected.conf.getOption('spark.a');
    await connected.stop();
    await cloud.close();
    expect(session.ended).toBe(true);
    expect(aws.calls[0]).toBe(start);
    expect(aws.calls.at(-1)).toBe(end);
    expect(seen.filter((state) => state !== undefined)).toEqual(states);
  });

  it('renews the token that the session rejects', async () => {
    const connected = await openSpark(await connectAws());
    token.rotate();
    await connected.conf.getOption('spark.a');
    expect(proxy.rejected).toBe(1);
    const before = aws.calls.length;
    for (let call = 0; call < 5; call++) await connected.conf.getOption('spark.a');
    expect(aws.calls).toHaveLength(before);
    await connected.stop();
  });

  it('keeps a session that was running', async () => {
    const cloud = await connectAws({ session: 'session-1' });
    expect(cloud.isReused).toBe(true);
    await cloud.close();
    expect(session.ended).toBe(false);
    expect(aws.calls).not.toContain(start);
  });

  it('fails with one clear sentence when access is denied', async () => {
    aws.answers[start] = () => ({ failure: 'AccessDeniedException', message: 'User x is not authorized' });
    expect(await failure()).toMatch(
      new RegExp(`^${name} denied the start of a session: User x is not authorized\\. Allow `),
    );
  });

  it('fails with one clear sentence when the quota is exceeded', async () => {
    aws.answers[start] = () => ({
      failure: 'ServiceQuotaExceededException',
      message: 'Too many sessions',
      status: 402,
    });
    expect(await failure()).toMatch(`${name} has no quota for the start of a session: Too many sessions. End other`);
  });

  it('fails with one clear sentence with wrong credentials', async () => {
    const credentials = { ...awsCredentials, secretAccessKey: 'wrong' };
    const message = await failure({ credentials });
    expect(message).toMatch(
      /^Amazon did not accept the credentials for the start of a session: .* Log in with "aws sso login"/,
    );
    expect(message).not.toContain('wrong');
  });

  it('fails with the state of a session that does not start, and ends it', async () => {
    aws.answers = answers(new FakeAwsSession('session-1', token, [states[0]!, failed]), url(proxy.port));
    expect(await failure()).toMatch(new RegExp(`^The session \\S+ of ${name} ended with the state ${failed}`));
    expect(aws.calls).toContain(end);
  });

  it('fails when the session is not ready in time, and names one that cannot be ended', async () => {
    aws.answers = {
      ...answers(new FakeAwsSession('session-1', token, [states[0]!]), url(proxy.port)),
      [end]: () => ({ failure: 'InternalServerException', message: 'Try later', status: 400 }),
    };
    expect(await failure({}, { timeout: 50 })).toMatch(
      new RegExp(
        `^The session \\S+ of ${name} was not ready in time\\. The session \\S+ of ${name} may still run and cost money`,
      ),
    );
  });

  it('waits for an endpoint that follows the session', async () => {
    const { GetSessionEndpoint: endpoint } = aws.answers;
    let asked = 0;
    aws.answers['GetSessionEndpoint'] = (input) =>
      ++asked < 3 ? { failure: 'ResourceNotFoundException', message: 'Not yet' } : endpoint!(input);
    const connected = await openSpark(await connectAws());
    expect(asked).toBe(3);
    await connected.stop();
  });
});
