import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cachedToken, clientCredentialsToken, googleToken, unsecuredToken, type BearerToken } from './bearer-token.ts';

let folder: string;
let server: Server;
let url: string;
let answer: (path: string, authorization: string | undefined, body: string) => readonly [number, object | string];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bearer-token-'));
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const [status, content] = answer(request.url!, request.headers.authorization, body);
      const type = typeof content === 'string' ? 'text/plain' : 'application/json';
      response
        .writeHead(status, { 'content-type': type, 'metadata-flavor': 'Google' })
        .end(typeof content === 'string' ? content : JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): unknown => JSON.parse(Buffer.from(part!, 'base64url').toString());
const jwt = (claims: object): string => `${encode({ alg: 'RS256' })}.${encode(claims)}.signature`;

describe('clientCredentialsToken()', () => {
  const credentials = (): Parameters<typeof clientCredentialsToken>[0] => ({
    endpoint: `${url}/token`,
    clientId: 'me',
    clientSecret: 's3cret',
    scope: 'kafka',
  });

  test('asks the endpoint as Kafka does', async () => {
    let asked: readonly unknown[] = [];
    answer = (...request) => {
      asked = request;
      return [200, { access_token: jwt({ iat: 1, exp: 2 }) }];
    };
    expect(await clientCredentialsToken(credentials())()).toEqual({
      value: jwt({ iat: 1, exp: 2 }),
      issuedAt: 1000,
      expiresAt: 2000,
    });
    expect(asked).toEqual([
      '/token',
      `Basic ${Buffer.from('me:s3cret').toString('base64')}`,
      'grant_type=client_credentials&scope=kafka',
    ]);
  });

  test('says in one sentence that the endpoint refuses, without the secret', async () => {
    answer = () => [401, { error: 'invalid_client', error_description: 's3cret is wrong' }];
    await expect(clientCredentialsToken(credentials())()).rejects.toThrow(
      `The token endpoint ${url}/token refuses the client ID or secret with status 401 (invalid_client). Check clientId and clientSecret in sasl.jaas.config.`,
    );
  });

  test('says that there is no endpoint, no token, or one without a lifetime', async () => {
    const nowhere = clientCredentialsToken({ ...credentials(), endpoint: 'http://127.0.0.1:65535/' });
    await expect(nowhere()).rejects.toThrow(
      'The token endpoint http://127.0.0.1:65535/ cannot be reached: ECONNREFUSED.',
    );
    answer = () => [200, {}];
    await expect(clientCredentialsToken(credentials())()).rejects.toThrow('returned no access_token.');
    answer = () => [200, { access_token: 'opaque' }];
    await expect(clientCredentialsToken(credentials())()).rejects.toThrow('is not a JWT with the claim "exp"');
  });

  test('reads a token from a file each time', async () => {
    const file = join(folder, 'token');
    const token = clientCredentialsToken({ ...credentials(), endpoint: pathToFileURL(file).href });
    await expect(token()).rejects.toThrow(`The token file ${file} cannot be read: it does not exist.`);
    writeFileSync(file, `${jwt({ iat: 1, exp: 2 })}\n`);
    expect((await token()).value).toBe(jwt({ iat: 1, exp: 2 }));
  });
});

describe('cachedToken()', () => {
  test('uses a token for most of its lifetime, and fetches the next one once', async () => {
    let count = 0;
    const now = Date.now();
    const token = cachedToken(() => {
      count++;
      const lifetime = count === 1 ? 0 : 60_000;
      return Promise.resolve<BearerToken>({ value: String(count), issuedAt: now, expiresAt: now + lifetime });
    });
    expect((await token()).value).toBe('1');
    const [one, other] = await Promise.all([token(), token()]);
    expect([one.value, other.value, (await token()).value]).toEqual(['2', '2', '2']);
  });

  test('asks again after a failure', async () => {
    const fetchToken = vi.fn().mockRejectedValueOnce(new Error('down')).mockResolvedValueOnce({ value: 'x' });
    const token = cachedToken(fetchToken);
    await expect(token()).rejects.toThrow('down');
    expect(await token()).toEqual({ value: 'x' });
  });
});

test('unsecuredToken() has no signature', async () => {
  const { value } = await unsecuredToken({ sub: 'al' }, 60)();
  const [header, claims, signature] = value.split('.');
  expect([decode(header), signature]).toEqual([{ alg: 'none' }, '']);
  expect(decode(claims)).toMatchObject({ sub: 'al' });
});

describe('googleToken()', () => {
  /** Answers as the metadata server of a virtual machine. */
  function answerMetadata(token: () => readonly [number, object | string]): void {
    answer = (path) => {
      if (path.startsWith('/computeMetadata/v1/instance/service-accounts/default/token')) return token();
      if (path.includes('/email')) return [200, 'jobs@p.iam.gserviceaccount.com'];
      if (path.includes('/service-accounts/')) return [200, { default: { email: 'jobs@p.iam.gserviceaccount.com' } }];
      return [200, 'p'];
    };
    vi.stubEnv('GCE_METADATA_HOST', url.replace('http://', ''));
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '');
    vi.stubEnv('HOME', folder);
    vi.stubEnv('CLOUDSDK_CONFIG', folder);
  }

  test("packs the access token of Google's own library in three parts", async () => {
    answerMetadata(() => [200, { access_token: 'ya29.access', expires_in: 3600, token_type: 'Bearer' }]);
    const { value, expiresAt } = await googleToken()();
    const [header, claims, access] = value.split('.');
    expect(decode(header)).toEqual({ typ: 'JWT', alg: 'GOOG_OAUTH2_TOKEN' });
    expect(decode(claims)).toEqual({
      exp: Math.floor(expiresAt / 1000),
      iat: expect.any(Number) as number,
      scope: 'kafka',
      sub: 'jobs@p.iam.gserviceaccount.com',
    });
    expect(Buffer.from(access!, 'base64url').toString()).toBe('ya29.access');
    expect(expiresAt - Date.now()).toBeGreaterThan(3_000_000);
  });

  test('says in one sentence that there are no credentials', async () => {
    answerMetadata(() => [403, 'no']);
    await expect(googleToken()()).rejects.toThrow(
      /^Google's application default credentials give no token for Kafka: [^\n]*\. Run "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS\.$/,
    );
  });
});
