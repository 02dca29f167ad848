import { credentials, status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';
import { startFarBridge, type FarBridge } from '../../../scripts/checks/bridge/far-bridge.ts';
import { startFakeDataproc, type FakeDataproc } from '../../../test/support/cloud/fake-dataproc.ts';
import { startFakeMetadataServer, type FakeMetadataServer } from '../../../test/support/cloud/fake-metadata-server.ts';
import { RotatingToken } from '../../../test/support/cloud/rotating-token.ts';
import { startScriptedServer, type ScriptedServer } from '../../../test/support/scripted-server.ts';
import { CloudError } from '../cloud-error.ts';
import type { CloudConnection, CloudConnectOptions, CloudProgress } from '../cloud-connection.ts';
import { connect } from '../connect.ts';
import type { GoogleServerlessOptions } from './google-options.ts';

const token = new RotatingToken(0);
const home = 'projects/my-project/locations/us-central1/sessions';
let metadata: FakeMetadataServer;
let spark: ScriptedServer;
let bridge: FarBridge;
let dataproc: FakeDataproc;
const open: CloudConnection[] = [];

beforeAll(async () => {
  metadata = await startFakeMetadataServer(token, 'my-project');
  Object.assign(process.env, metadata.env);
  spark = await startScriptedServer();
  bridge = await startFarBridge({
    targetPort: spark.port,
    refuse: (authorization) => (authorization === `Bearer ${token.current}` ? undefined : 401),
  });
});
beforeEach(async () => {
  dataproc = await startFakeDataproc({ endpoint: `sc://127.0.0.1:${bridge.port}` });
});
afterEach(async () => {
  for (const connection of open.splice(0)) await connection.close().catch(() => {});
  dataproc.close();
});
afterAll(async () => {
  await bridge.close();
  spark.stop();
  await metadata.close();
});

async function connectGoogle(
  given: Partial<GoogleServerlessOptions> = {},
  options: CloudConnectOptions = {},
): Promise<CloudConnection> {
  const { cert } = await localCertificate();
  const google = {
    projectId: 'my-project',
    region: 'us-central1',
    apiEndpoint: `127.0.0.1:${dataproc.port}`,
    clientOptions: { sslCreds: credentials.createInsecure() },
    tls: { ca: cert },
    ...given,
  };
  const connection = await connect({ google }, { pollInterval: 20, timeout: 5000, ...options });
  open.push(connection);
  return connection;
}

const failure = (given?: Partial<GoogleServerlessOptions>, options?: CloudConnectOptions): Promise<unknown> =>
  connectGoogle(given, options).catch((error: unknown) => error);
const methods = (): readonly string[] => [...new Set(dataproc.calls)];

describe('connect({ google })', () => {
  it('creates a session, connects to it with its UUID, and ends it', async () => {
    dataproc.behavior.createTime = 150;
    dataproc.behavior.endpointDelay = 2;
    const progress: CloudProgress[] = [];
    const cloud = await connectGoogle({}, { onProgress: (step) => progress.push(step) });
    expect(cloud.session).toMatch(/^sc-\d{8}-\d{6}-[0-9a-f]{6}$/);
    expect(cloud.isReused).toBe(false);
    const session = dataproc.sessions.get(`${home}/${cloud.session}`);
    const connected = await cloud.builder.getOrCreate();
    expect(connected.sessionId).toBe(session?.uuid);
    await connected.stop();
    await cloud.close();
    await cloud.close();
    expect(methods()).toEqual(['CreateSession', 'GetOperation', 'GetSession', 'TerminateSession']);
    expect(dataproc.calls.filter((call) => call === 'TerminateSession')).toHaveLength(1);
    expect(new Set(progress.map(({ message }) => message.replace(cloud.session, 'S')))).toEqual(
      new Set([
        `Creating the session S: https://console.cloud.google.com/dataproc/interactive/us-central1/${cloud.session}?project=my-project`,
        'Waiting for the session S.',
        'Waiting for the Spark Connect server of session S.',
      ]),
    );
  });

  it('asks for runtime 2.3 and passes its options on', async () => {
    await connectGoogle({
      session: 'my-session',
      properties: { 'spark.executor.cores': '4' },
      serviceAccount: 'a@example.com',
      subnetwork: 'private',
      ttl: 7200,
      idleTtl: 1800,
      labels: { team: 'blue' },
      containerImage: 'image',
    });
    expect(dataproc.created).toMatchObject([
      {
        labels: { team: 'blue', 'dataproc-session-client': 'spark-connect-ts' },
        runtimeConfig: { version: '2.3', properties: { 'spark.executor.cores': '4' }, containerImage: 'image' },
        environmentConfig: {
          executionConfig: {
            serviceAccount: 'a@example.com',
            subnetworkUri: 'private',
            ttl: { seconds: '7200' },
            idleTtl: { seconds: '1800' },
            authenticationConfig: { userWorkloadAuthenticationType: 'SERVICE_ACCOUNT' },
          },
        },
        sparkConnectSession: {},
      },
    ]);
  });

  it('links to the pages of the session and of its operations', async () => {
    const cloud = await connectGoogle({ session: 'my-session' });
    const page = 'https://console.cloud.google.com/dataproc/interactive/us-central1/my-session';
    expect(cloud.consoleUrl).toBe(`${page}?project=my-project`);
    expect(cloud.operationUrl('op-1')).toBe(
      `${page}/sparkApplications/application;associatedSqlOperationId=op-1?project=my-project`,
    );
  });

  it('uses an active session of the name, and keeps it if told to', async () => {
    dataproc.add(`${home}/my-session`, 'ACTIVE');
    const cloud = await connectGoogle({ session: 'my-session', keep: true });
    expect(cloud.isReused).toBe(true);
    await cloud.close();
    expect(methods()).toEqual(['GetSession']);
  });

  it('replaces a session of the name that has ended', async () => {
    dataproc.add(`${home}/my-session`, 'TERMINATED');
    const cloud = await connectGoogle({ session: 'my-session' });
    expect(cloud.isReused).toBe(false);
    expect(methods().slice(0, 3)).toEqual(['GetSession', 'DeleteSession', 'CreateSession']);
  });

  it('makes no call to the API for the calls of Spark', async () => {
    const cloud = await connectGoogle();
    const session = await cloud.builder.getOrCreate();
    const before = dataproc.calls.length;
    for (let call = 0; call < 5; call++) await session.conf.getOption('spark.a');
    expect(dataproc.calls).toHaveLength(before);
    await session.stop();
  });

  it('renews the access token for a new connection', async () => {
    const cloud = await connectGoogle();
    const session = await cloud.builder.getOrCreate();
    const before = metadata.issued;
    token.rotate();
    bridge.cut();
    await session.conf.getOption('spark.a');
    expect(metadata.issued).toBeGreaterThan(before);
    expect(bridge.statuses.slice(-2)).toEqual([401, 101]);
    await session.stop();
  });
});

describe('connect({ google }) fails with one clear sentence', () => {
  it.each([
    [
      'when permission is denied',
      status.PERMISSION_DENIED,
      "Permission 'dataproc.sessions.create' denied",
      /^Google denied the creation of session \S+ in project my-project: Permission 'dataproc\.sessions\.create' denied\. Grant the role roles\/dataproc\.editor/,
    ],
    [
      'without quota',
      status.RESOURCE_EXHAUSTED,
      'Insufficient CPUS quota',
      /^Google has no capacity or quota for the creation of session \S+ in us-central1: Insufficient CPUS quota\. Request a higher quota/,
    ],
    [
      'with an expired login',
      status.UNAUTHENTICATED,
      'Request had invalid authentication credentials',
      /^Google did not accept the credentials for the creation of session \S+: .*Log in with "gcloud auth application-default login"/,
    ],
    [
      'when an option is wrong',
      status.INVALID_ARGUMENT,
      'Subnetwork does not support Private Google Access',
      /^Google rejected the creation of session \S+ in us-central1 of project my-project: Subnetwork does not/,
    ],
  ])('%s', async (_name, code, details, message) => {
    dataproc.behavior.refuse = (method) => (method === 'CreateSession' ? { code, details } : undefined);
    const error = await failure();
    expect(error).toBeInstanceOf(CloudError);
    expect((error as CloudError).message).toMatch(message);
    expect((error as CloudError).message).not.toContain('\n');
    expect((error as CloudError).code).toBe(status[code]);
    expect(dataproc.sessions.size).toBe(0);
  });

  it('when the operation fails, and ends what was created', async () => {
    dataproc.behavior.createTime = 50;
    dataproc.behavior.operationFailure = { code: status.RESOURCE_EXHAUSTED, details: 'The zone has no resources' };
    expect(String(await failure())).toMatch(/Google has no capacity or quota .*: The zone has no resources\./);
    expect(dataproc.calls).toContain('TerminateSession');
  });

  it('when the session never gets an endpoint, and ends it', async () => {
    dataproc.behavior.endpoint = undefined;
    expect(String(await failure({}, { timeout: 200 }))).toMatch(
      /The session \S+ has no Spark Connect server after 0 seconds\. See its log: https:\/\/console/,
    );
    expect([...dataproc.sessions.values()].map(({ state }) => state)).toEqual(['TERMINATED']);
  });

  it('when the creation is slower than the timeout, and names a session that cannot be ended', async () => {
    dataproc.behavior.createTime = 60_000;
    dataproc.behavior.refuse = (method) =>
      method === 'TerminateSession' ? { code: status.ABORTED, details: 'The session is being created' } : undefined;
    expect(String(await failure({ session: 'my-session' }, { timeout: 100 }))).toMatch(
      /The session my-session was not created within 0 seconds\. The session my-session may still run and cost money; end it at https:/,
    );
  });

  it('when the start is canceled, and ends the session', async () => {
    dataproc.behavior.createTime = 60_000;
    const cancel = new AbortController();
    const reason = new Error('Ctrl-C');
    setTimeout(() => cancel.abort(reason), 100);
    expect(await failure({}, { signal: cancel.signal })).toBe(reason);
    expect([...dataproc.sessions.values()].map(({ state }) => state)).toEqual(['TERMINATED']);
  });

  it('when the name of the session is not valid', async () => {
    expect(String(await failure({ session: 'My Session' }))).toContain('The session name "My Session" is not valid');
  });

  it('when the session has failed', async () => {
    dataproc.add(`${home}/my-session`, 'CREATING');
    const failing = failure({ session: 'my-session' });
    await expect.poll(() => dataproc.calls).toContain('GetSession');
    dataproc.add(`${home}/my-session`, 'FAILED');
    expect(String(await failing)).toMatch(/The session my-session ended with the state FAILED\. See https:/);
    expect(dataproc.calls).not.toContain('TerminateSession');
  });
});

it('connect() takes exactly one platform', async () => {
  await expect(connect({} as never)).rejects.toThrow('connect() takes exactly one platform: google, athena,');
});
