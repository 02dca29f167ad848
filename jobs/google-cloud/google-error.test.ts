import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, ServerCredentials } from '@grpc/grpc-js';
import { ClusterControllerClient } from '@google-cloud/dataproc';
import { Storage } from '@google-cloud/storage';
import { UserRefreshClient } from 'google-auth-library';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { FakeDataproc } from '../../test/support/google-cloud/fake-dataproc.ts';
import { FakeStorage } from '../../test/support/google-cloud/fake-storage.ts';
import { ensureBucket } from './bucket.ts';
import { findCluster } from './find-cluster.ts';
import { createGoogleClients } from './google-clients.ts';
import { googleError } from '../cloud-storage/google-error.ts';

const context = { projectId: 'p', region: 'r', action: 'create cluster c', role: 'roles/dataproc.editor' };
// Where nothing else is known, the libraries look for a machine of Google Cloud.
process.env['METADATA_SERVER_DETECTION'] = 'none';
const expired = 'Your Google Cloud login has expired or was revoked. Run "gcloud auth application-default login".';

describe('a login that has expired', () => {
  let tokens: Server;
  beforeAll(async () => {
    tokens = createServer((_, response) => {
      const body = { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => tokens.close());

  /** Returns credentials of a user, as `gcloud auth application-default login` writes them, with our token endpoint. */
  function userCredentials(): UserRefreshClient {
    const { port } = tokens.address() as { readonly port: number };
    const oauth2TokenUrl = `http://127.0.0.1:${port}/token`;
    return new UserRefreshClient({
      clientId: 'id',
      clientSecret: 's',
      refreshToken: 'r',
      endpoints: { oauth2TokenUrl },
    });
  }

  test('is explained when Cloud Storage is asked', async () => {
    const fake = await FakeStorage.start();
    const storage = new Storage({
      projectId: 'p',
      apiEndpoint: fake.url,
      authClient: userCredentials() as never,
      useAuthWithCustomEndpoint: true,
    });
    await expect(ensureBucket(storage, { projectId: 'p', bucket: 'b', location: 'US' })).rejects.toThrow(expired);
    await fake.stop();
  });

  test('is explained when Dataproc is asked', async () => {
    const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const key = { private_key: Buffer.from(pair.private), cert_chain: Buffer.from(pair.cert) };
    const fake = await FakeDataproc.start(0, ServerCredentials.createSsl(null, [key]));
    const [, port] = fake.address.split(':');
    const sslCreds = credentials.combineChannelCredentials(
      credentials.createSsl(Buffer.from(pair.cert)),
      credentials.createFromGoogleCredential(userCredentials() as never),
    );
    const client = new ClusterControllerClient({
      projectId: 'p',
      apiEndpoint: 'localhost',
      port: Number(port),
      sslCreds: sslCreds,
    });
    const clients = { ...createGoogleClients(context), clusters: () => Promise.resolve(client) };
    await expect(findCluster(clients, { ...context, cluster: 'c' })).rejects.toThrow(expired);
    await client.close();
    fake.stop();
  });
});

describe('missing credentials', () => {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rmSync(home, { recursive: true }));

  test('are explained', async () => {
    vi.stubEnv('HOME', home);
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '');
    vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
    const clients = createGoogleClients(context, {});
    await expect(findCluster(clients, { ...context, cluster: 'c' })).rejects.toThrow(
      'No Google Cloud credentials were found. Run "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account.',
    );
    await clients.close();
  });
});

describe('googleError()', () => {
  test.each([
    [
      'an API that is not enabled',
      {
        code: 7,
        message: '7 PERMISSION_DENIED: Cloud Dataproc API has not been used in project 1 before or it is disabled.',
      },
      'Project p has not enabled an API that is needed to create cluster c: Cloud Dataproc API has not been used in project 1 before or it is disabled. Run "gcloud services enable',
    ],
    [
      'a network that is down',
      { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND r-dataproc.googleapis.com' },
      'Cannot reach Google Cloud to create cluster c: getaddrinfo ENOTFOUND r-dataproc.googleapis.com. Check the network and the --region.',
    ],
    [
      'a region that does not exist',
      { code: 14, message: '14 UNAVAILABLE: Name resolution failed' },
      'Cannot reach Google Cloud to create cluster c: Name resolution failed. Check the network and the --region.',
    ],
  ])('explains %s', (_, { code, message }, sentence) => {
    expect((googleError(Object.assign(new Error(message), { code }), context) as Error).message).toContain(sentence);
  });

  test('returns errors that are not about a request unchanged', () => {
    const error = new TypeError('x is not a function');
    expect(googleError(error, context)).toBe(error);
  });
});
