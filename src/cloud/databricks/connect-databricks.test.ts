import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';
import {
  servicePrincipal,
  startFakeDatabricks,
  type FakeDatabricks,
} from '../../../test/support/cloud/fake-databricks.ts';
import { RotatingToken } from '../../../test/support/cloud/rotating-token.ts';
import { startSessionProxy, type SessionProxy } from '../../../test/support/cloud/session-proxy.ts';
import { startScriptedServer, type ScriptedServer } from '../../../test/support/scripted-server.ts';
import { CloudError } from '../cloud-error.ts';
import type { SparkSession } from '../../session/spark-session.ts';
import { connect } from '../connect.ts';
import type { DatabricksOptions } from './databricks-options.ts';

let token: RotatingToken;
let spark: ScriptedServer;
let workspace: FakeDatabricks;
let gateway: SessionProxy;
let clusters: (string | undefined)[];

beforeAll(() => {
  // fetch() cannot be told to trust the certificate of the fake.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  for (const name of ['HOST', 'CLUSTER_ID', 'TOKEN', 'CLIENT_ID', 'CLIENT_SECRET'])
    vi.stubEnv(`DATABRICKS_${name}`, undefined);
});
afterAll(() => void vi.unstubAllEnvs());
beforeEach(async () => {
  token = new RotatingToken(0);
  clusters = [];
  spark = await startScriptedServer();
  workspace = await startFakeDatabricks(token);
  gateway = await startSessionProxy({
    targetPort: spark.port,
    accept: (headers) => {
      clusters.push(headers['x-databricks-cluster-id'] as string | undefined);
      return headers.authorization === `Bearer ${token.current}`;
    },
  });
});
afterEach(async () => {
  await workspace.close();
  await gateway.close();
  spark.stop();
});

/** The workspace's host serves both the token endpoint and Spark Connect. Here they have different ports. */
async function openSpark(options: DatabricksOptions): Promise<SparkSession> {
  const { cert } = await localCertificate();
  const { builder } = await connect({ databricks: options });
  return builder
    .remote(`sc://localhost:${gateway.port}/;use_ssl=true;x-databricks-cluster-id=${options.clusterId}`)
    .tls({ ca: cert })
    .getOrCreate();
}

const host = (): string => `https://localhost:${workspace.port}`;

describe('connect({ databricks })', () => {
  it('sends the cluster, and renews the token of a service principal', async () => {
    const session = await openSpark({ host: host(), clusterId: '0123-abc', ...servicePrincipal });
    token.rotate();
    await session.conf.getOption('spark.a');
    expect(gateway.rejected).toBe(1);
    expect(workspace.issued).toBe(2);
    expect(new Set(clusters)).toEqual(new Set(['0123-abc']));
    await session.stop();
  });

  it('names its address, its cluster and the page of the cluster', async () => {
    const cloud = await connect({
      databricks: { host: 'dbc-1.cloud.databricks.com', clusterId: '0123-abc', token: 'dapi' },
    });
    expect(cloud).toMatchObject({
      session: '0123-abc',
      isReused: true,
      consoleUrl: 'https://dbc-1.cloud.databricks.com/compute/clusters/0123-abc',
    });
    await cloud.close();
  });

  it('uses a personal access token, which is never renewed', async () => {
    const session = await openSpark({ host: host(), clusterId: '0123-abc', token: token.current });
    token.rotate();
    await expect(session.conf.getOption('spark.a')).rejects.toThrow(/rejected the call: .* Set the token/);
    expect(workspace.issued).toBe(0);
    await session.stop();
  });

  it('reads what is missing from the environment', async () => {
    vi.stubEnv('DATABRICKS_HOST', host());
    vi.stubEnv('DATABRICKS_CLUSTER_ID', '0123-abc');
    vi.stubEnv('DATABRICKS_CLIENT_ID', servicePrincipal.clientId);
    vi.stubEnv('DATABRICKS_CLIENT_SECRET', servicePrincipal.clientSecret);
    const { session } = await connect({ databricks: {} });
    expect(session).toBe('0123-abc');
    expect(workspace.issued).toBe(1);
  });

  it.each<[string, DatabricksOptions, string]>([
    [
      'no host',
      { clusterId: 'c', token: 't' },
      'Databricks requires host: pass it to connect(), or set DATABRICKS_HOST.',
    ],
    ['no cluster', { host: 'h', token: 't' }, 'Databricks requires clusterId'],
    ['no login', { host: 'h', clusterId: 'c' }, 'Databricks requires token or clientId'],
    ['an address without TLS', { host: 'http://h', clusterId: 'c', token: 't' }, 'host must be the https:// address'],
  ])('rejects %s', async (_name, databricks, message) => {
    for (const name of ['HOST', 'CLUSTER_ID', 'CLIENT_ID', 'CLIENT_SECRET'])
      vi.stubEnv(`DATABRICKS_${name}`, undefined);
    await expect(connect({ databricks })).rejects.toThrow(message);
  });

  it('fails with one clear sentence with a wrong secret, which it does not show', async () => {
    const databricks = {
      host: host(),
      clusterId: 'c',
      clientId: servicePrincipal.clientId,
      clientSecret: 'wrong-secret',
    };
    const error: unknown = await connect({ databricks }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CloudError);
    expect((error as Error).message).toMatch(
      /issued no token for the service principal principal-1 \(HTTP 401, Client authentication failed\)\. Check its client ID/,
    );
    expect((error as Error).message).not.toContain('wrong-secret');
  });

  it('fails with one clear sentence when the workspace cannot be reached', async () => {
    const databricks = { host: 'https://localhost:1', clusterId: 'c', ...servicePrincipal };
    await expect(connect({ databricks })).rejects.toThrow('The workspace localhost:1 cannot be reached (');
  });
});
