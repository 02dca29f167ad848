import { status } from '@grpc/grpc-js';
import { connect, type CloudConnection } from '../../../src/cloud.ts';
import type { SparkSessionBuilder } from '../../../src/index.ts';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';
import {
  athenaAnswers,
  awsCredentials,
  emrServerlessAnswers,
  FakeAwsSession,
  glueAnswers,
  startFakeAws,
  type AwsAnswer,
} from './fake-aws.ts';
import { servicePrincipal, startFakeDatabricks } from './fake-databricks.ts';
import type { RotatingToken } from './rotating-token.ts';
import { startSessionProxy, type SessionProxy, type SessionProxyOptions } from './session-proxy.ts';

/** A fake platform in front of a local Spark Connect server, and a connection to it. */
export interface ConnectedPlatform {
  readonly cloud: CloudConnection;
  /** The builder of the connection, which trusts the certificate of the fake. */
  readonly builder: SparkSessionBuilder;
  readonly proxy: SessionProxy;
  close(): Promise<void>;
}

export interface PlatformOptions {
  readonly sparkPort: number;
  /** The tokens of the platform, and those of the server if it requires any. */
  readonly token: RotatingToken;
}

const pollInterval = 20;

/** Starts the proxy of a platform. When a token expires, the proxy also ends the streams that were opened with it, like Athena's. */
async function startProxy(options: SessionProxyOptions, token: RotatingToken): Promise<SessionProxy> {
  const proxy = await startSessionProxy(options);
  token.onRotate(() => proxy.expireStreams());
  return proxy;
}

async function connectAws(
  answers: (session: FakeAwsSession, url: string) => Record<string, AwsAnswer>,
  target: (api: object) => Parameters<typeof connect>[0],
  { states, scheme }: { readonly states: readonly string[]; readonly scheme: string },
  { sparkPort, token }: PlatformOptions,
): Promise<ConnectedPlatform> {
  const proxy = await startProxy(
    {
      targetPort: sparkPort,
      accept: (headers) => headers['x-aws-proxy-auth'] === token.current,
      forward: () => ({ authorization: `Bearer ${token.current}` }),
      code: status.PERMISSION_DENIED,
    },
    token,
  );
  const session = new FakeAwsSession('session-1', token, states);
  const aws = await startFakeAws(answers(session, `${scheme}://localhost:${proxy.port}`));
  const api = { region: 'us-east-1', endpoint: aws.endpoint, credentials: awsCredentials };
  const cloud = await connect(target(api), { pollInterval });
  const { cert } = await localCertificate();
  return {
    cloud,
    builder: cloud.builder.tls({ ca: cert }),
    proxy,
    async close() {
      await cloud.close();
      if (!session.ended) throw new Error('The session was not ended.');
      await aws.close();
      await proxy.close();
    },
  };
}

const role = 'arn:aws:iam::123456789012:role/spark';

/** Connects to each platform that has a proxy with a token per call. NODE_TLS_REJECT_UNAUTHORIZED must be 0 for Databricks. */
export const proxiedPlatforms: Readonly<Record<string, (options: PlatformOptions) => Promise<ConnectedPlatform>>> = {
  Athena: (options) =>
    connectAws(
      athenaAnswers,
      (api) => ({ athena: { workGroup: 'spark', ...api } }),
      { states: ['CREATING', 'IDLE'], scheme: 'https' },
      options,
    ),
  'EMR Serverless': (options) =>
    connectAws(
      emrServerlessAnswers,
      (api) => ({ emrServerless: { applicationId: 'app-1', executionRole: role, ...api } }),
      { states: ['STARTING', 'STARTED'], scheme: 'https' },
      options,
    ),
  Glue: (options) =>
    connectAws(
      glueAnswers,
      (api) => ({ glue: { role, ...api } }),
      { states: ['PROVISIONING', 'READY'], scheme: 'sc' },
      options,
    ),
  Databricks: async ({ sparkPort, token }) => {
    const workspace = await startFakeDatabricks(token);
    const proxy = await startProxy(
      {
        targetPort: sparkPort,
        accept: (headers) =>
          headers['x-databricks-cluster-id'] === 'cluster-1' && headers.authorization === `Bearer ${token.current}`,
      },
      token,
    );
    const host = `https://localhost:${workspace.port}`;
    const cloud = await connect({ databricks: { host, clusterId: 'cluster-1', ...servicePrincipal } });
    const { cert } = await localCertificate();
    return {
      cloud,
      // The workspace serves both at one port; the fakes have two.
      builder: cloud.builder
        .remote(`sc://localhost:${proxy.port}/;use_ssl=true;x-databricks-cluster-id=cluster-1`)
        .tls({ ca: cert }),
      proxy,
      async close() {
        await cloud.close();
        await workspace.close();
        await proxy.close();
      },
    };
  },
};
