import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Channel, CallCredentials, Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ConnectionError,
  IllegalArgumentException,
  SparkSession,
  type LogEvent,
  type SparkSessionBuilder,
  type TlsOptions,
} from '../index.ts';
import {
  startScriptedServer,
  type ScriptedServer,
  type ScriptedServerOptions,
} from '../../test/support/scripted-server.ts';

interface KeyPair {
  readonly cert: string;
  readonly private: string;
}

let server: KeyPair;
let client: KeyPair;
let unrelated: KeyPair;
const folder = mkdtempSync(join(tmpdir(), 'builder-test-'));

beforeAll(async () => {
  const create = (name: string): Promise<KeyPair> =>
    generate([{ name: 'commonName', value: name }], { keyType: 'ec', algorithm: 'sha256' });
  [server, client, unrelated] = await Promise.all([create('spark.example'), create('me'), create('spark.example')]);
  writeFileSync(join(folder, 'ca.pem'), server.cert);
  return () => rmSync(folder, { recursive: true });
});

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

async function start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const scripted = await startScriptedServer([{ end: 'complete' }], options);
  cleanUp.push(() => scripted.stop());
  return scripted;
}

const tlsServer = (clientCa?: string): Promise<ScriptedServer> => {
  const pair = { cert_chain: Buffer.from(server.cert), private_key: Buffer.from(server.private) };
  // Without an authority, grpc-js takes all of Node's, which Deno then lists in a message that is too long for clients.
  const ca = Buffer.from(clientCa ?? server.cert);
  return start({ credentials: ServerCredentials.createSsl(ca, [pair], clientCa !== undefined) });
};

/** Names the host, because Deno and Bun make no connection with TLS to an IP address without the name of the server. */
const to = ({ port }: ScriptedServer, parameters = ''): SparkSessionBuilder =>
  SparkSession.builder.remote(`sc://localhost:${port}/;${parameters}`).connectTimeout(3000);

async function open(builder: SparkSessionBuilder): Promise<SparkSession> {
  const spark = await builder.getOrCreate();
  cleanUp.push(() => spark.stop());
  return spark;
}

const authorizations = ({ headers }: ScriptedServer): unknown => headers.get('authorization');

describe('TLS', () => {
  it.each<[string, () => TlsOptions]>([
    ['as a string', () => ({ ca: server.cert, serverName: 'spark.example' })],
    ['as bytes', () => ({ ca: Buffer.from(server.cert), serverName: 'spark.example' })],
    ['in a file', () => ({ ca: { file: join(folder, 'ca.pem') }, serverName: 'spark.example' })],
  ])('accepts a custom certificate authority %s', async (_name, options) => {
    const spark = await open(to(await tlsServer()).tls(options()));
    expect(await spark.version()).toBe('3.5.7');
  });

  it.each([
    ['an untrusted certificate authority', () => ({ ca: unrelated.cert, serverName: 'spark.example' })],
    ['a wrong server name', () => ({ ca: server.cert })],
    ["a certificate that Node's default authorities did not sign", () => ({})],
  ])('rejects %s with a ConnectionError that names the address', async (_name, options) => {
    const scripted = await tlsServer();
    const error = await open(to(scripted).tls(options())).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain(`Cannot reach Spark Connect at localhost:${scripted.port}`);
  });

  it('sends a client certificate to a server that requires one', async () => {
    const scripted = await tlsServer(client.cert);
    const ca = { ca: server.cert, serverName: 'spark.example' };
    const spark = await open(to(scripted).tls({ ...ca, cert: client.cert, key: client.private }));
    expect(await spark.version()).toBe('3.5.7');
    await expect(open(to(scripted).tls(ca))).rejects.toThrow(ConnectionError);
  });

  it('rejects missing files, invalid certificates and contradictory options', async () => {
    const builder = to(await start());
    await expect(open(builder.tls({ ca: { file: join(folder, 'nowhere.pem') } }))).rejects.toThrow(
      `tls() cannot read ca from ${join(folder, 'nowhere.pem')} (ENOENT). Specify a readable PEM file.`,
    );
    await expect(open(builder.tls({ cert: client.cert }))).rejects.toThrow('tls() requires cert and key together');
    await expect(open(builder.tls({ ca: 'no pem' }))).rejects.toThrow(IllegalArgumentException);
    await expect(open(to(await start(), 'use_ssl=false').tls())).rejects.toThrow(
      'sets use_ssl=false, but tls() requires TLS',
    );
  });
});

describe('a proxy that closes connections before the server answers', () => {
  /** Starts a proxy that closes the first connections in one of the ways, and counts all connections. */
  async function startProxy(target: ScriptedServer, close: (socket: Socket) => void, closes: number) {
    const proxy = { port: 0, connections: 0 };
    const listener = createServer((socket) => {
      socket.on('error', () => {});
      if (++proxy.connections <= closes) return close(socket);
      const far = connectSocket(target.port, '127.0.0.1').on('error', () => socket.destroy());
      socket.pipe(far).pipe(socket);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => listener.close());
    proxy.port = (listener.address() as AddressInfo).port;
    return proxy;
  }
  const waysToClose: [string, (socket: Socket) => void][] = [
    ['ends', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['reads from and closes', (socket) => void socket.once('data', () => socket.destroy())],
  ];

  it.each(waysToClose)('is tried again when it %s them', async (_way, close) => {
    const proxy = await startProxy(await start(), close, 2);
    const spark = await open(SparkSession.builder.remote(`sc://127.0.0.1:${proxy.port}`));
    expect(await spark.version()).toBe('3.5.7');
    expect(proxy.connections).toBe(3);
  });

  it.each(waysToClose)('is tried again over TLS when it %s them', async (_way, close) => {
    const proxy = await startProxy(await tlsServer(), close, 2);
    const builder = SparkSession.builder.remote(`sc://127.0.0.1:${proxy.port}`);
    const spark = await open(builder.tls({ ca: server.cert, serverName: 'spark.example' }));
    expect(await spark.version()).toBe('3.5.7');
    expect(proxy.connections).toBe(3);
  });

  it.each(waysToClose)('is reported after connectTimeout when it always %s them', async (_way, close) => {
    const proxy = await startProxy(await start(), close, Infinity);
    const builder = SparkSession.builder.remote(`sc://127.0.0.1:${proxy.port}`).connectTimeout(600);
    const error = await open(builder).catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/after \d+ attempts: it closed the connection before it answered/) as string,
    });
    expect(proxy.connections).toBeGreaterThan(2);
  });
});

describe('SparkSessionBuilder.token()', () => {
  const tls = () => ({ ca: server.cert, serverName: 'spark.example' });

  it('sends the token with every call, and calls a function for each call', async () => {
    const scripted = await tlsServer();
    let count = 0;
    const spark = await open(
      to(scripted)
        .tls(tls())
        .token(() => Promise.resolve(`t${++count}`)),
    );
    expect(authorizations(scripted)).toEqual(['Bearer t1']);
    await spark.range(1).collect();
    expect(authorizations(scripted)).toEqual(['Bearer t2']);
    const other = await open(to(scripted, 'token=fixed').tls(tls()));
    expect(authorizations(scripted)).toEqual(['Bearer fixed']);
    await other.stop();
  });

  it('does not send the token without TLS', async () => {
    const scripted = await start();
    await expect(open(to(scripted).token('secret'))).rejects.toThrow('the server does not use TLS');
    const refused = await open(to(scripted, 'use_ssl=false').token('s3cr3t')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(IllegalArgumentException);
    expect((refused as Error).message).toContain('call token(…, { plaintext: true }) to send the token unencrypted');
    expect((refused as Error).message).not.toContain('s3cr3t');
    expect(authorizations(scripted)).toEqual([]);
  });

  it('sends the token without TLS if plaintext is set', async () => {
    const scripted = await start();
    await open(to(scripted).token('known', { plaintext: true }));
    expect(authorizations(scripted)).toEqual(['Bearer known']);
  });

  it.each<[string, string, (builder: SparkSessionBuilder) => SparkSessionBuilder]>([
    ['from the builder', '', (builder) => builder.token('s3cr3t', { plaintext: true })],
    ['from a header', 'authorization=Bearer%20s3cr3t', (builder) => builder],
  ])('redacts a token %s in error messages and logs', async (_name, parameters, withToken) => {
    const scripted = await start();
    const logged: string[] = [];
    const logger = ({ message }: LogEvent): void => void logged.push(message);
    const spark = await open(withToken(to(scripted, parameters)).retryPolicy({ initialBackoff: 1 }).logger(logger));
    const repeated = { details: 'who is s3cr3t?' };
    scripted.answers.push({ code: status.UNAVAILABLE, ...repeated }, { code: status.INTERNAL, ...repeated });
    const error = (await spark.version().catch((reason: unknown) => reason)) as Error;
    expect(error.message).toBe('who is *** redacted ***?');
    expect(inspect(error, { depth: 10 })).not.toContain('s3cr3t');
    expect(logged.join()).toContain('who is *** redacted ***?');
    expect(logged.join()).not.toContain('s3cr3t');
  });

  it('rejects with the error of the token function', async () => {
    const reason = new Error('the login service is down');
    const getToken = (): Promise<string> => Promise.reject(reason);
    await expect(open(to(await start()).token(getToken, { plaintext: true }))).rejects.toBe(reason);
  });

  it('can be replaced by gRPC call credentials', async () => {
    const scripted = await tlsServer();
    const credentials = CallCredentials.createFromMetadataGenerator((_options, done) => {
      const metadata = new Metadata();
      metadata.set('authorization', 'Signed 1');
      done(null, metadata);
    });
    const spark = await open(to(scripted).tls(tls()).callCredentials(credentials));
    expect(authorizations(scripted)).toEqual(['Signed 1']);
    await spark.range(1).collect();
    expect(authorizations(scripted)).toEqual(['Signed 1']);
    await expect(open(to(await start(), 'use_ssl=false').callCredentials(credentials))).rejects.toThrow(
      'a secret requires TLS',
    );
  });
});

describe('channel', () => {
  it('is created by a custom factory', async () => {
    const scripted = await start();
    const addresses: string[] = [];
    const spark = await open(
      SparkSession.builder.remote('sc://gateway.example:443').channel((address, credentials, options) => {
        addresses.push(address);
        return new Channel(`127.0.0.1:${scripted.port}`, credentials, options);
      }),
    );
    expect(await spark.version()).toBe('3.5.7');
    expect(addresses).toEqual(['gateway.example:443']);
  });

  it('limits the message size to grpc_max_message_size of the connection string', async () => {
    const spark = await open(to(await start(), 'grpc_max_message_size=200'));
    const error = await spark
      .range(1)
      .select(...Array<string>(100).fill('id'))
      .collect()
      .catch((reason: unknown) => reason);
    expect((error as Error).message).toMatch(/^A message to or from localhost.* is too large.*grpc_max_message_size/);
  });
});

it('SparkSessionBuilder is immutable', async () => {
  const scripted = await start();
  const plain = to(scripted);
  const withSettings = plain.config('a', 1).config({ b: true, c: 'text' });
  await open(plain);
  expect([...scripted.settings.keys()]).toEqual(['spark.connect.ts.session']);
  await open(withSettings);
  expect(Object.fromEntries(scripted.settings)).toMatchObject({ a: '1', b: 'true', c: 'text' });
});

it('SparkSessionBuilder.appName() is a setting of the session, and master() has no effect', async () => {
  const scripted = await start();
  await open(to(scripted).appName('orders').master('local[*]'));
  expect(scripted.settings.get('spark.app.name')).toBe('orders');
  expect([...scripted.settings.keys()]).toEqual(['spark.connect.ts.session', 'spark.app.name']);
  expect(() => SparkSession.builder.master('sc://127.0.0.1')).toThrow('pass it to remote(), not to master().');
});

it.each([
  ['null', null, 'not null: omit it'],
  ['undefined', undefined, 'not undefined: omit it'],
  ['an object', {}, 'not object: convert it to a string'],
  ['an array', ['a'], 'not an array'],
])('config() and conf.set() reject %s as the value of a setting', async (_name, value, message) => {
  const { builder } = SparkSession;
  expect(() => builder.config('a', value as unknown as string)).toThrow(message);
  expect(() => builder.config({ b: 1, a: value as unknown as string })).toThrow('config() takes a string, a number');
  const { conf } = builder.offline();
  await expect(conf.set('a', value as unknown as string)).rejects.toThrow(
    `conf.set() takes a string, a number or a boolean for "a", ${message}`,
  );
});

it('conf.get() rejects null as a default', async () => {
  const { conf } = SparkSession.builder.offline();
  await expect(conf.get('a', null as unknown as string)).rejects.toThrow('call getOption("a")');
});

it('SparkSession.newSession() uses the same server and connection options, but not the settings', async () => {
  const scripted = await start();
  const spark = await open(to(scripted, 'x-team=blue').config('a', 1));
  scripted.settings.clear();
  const other = await spark.newSession();
  cleanUp.push(() => other.stop());
  expect(other.sessionId).not.toBe(spark.sessionId);
  expect(scripted.settings.has('a')).toBe(false);
  expect(scripted.headers.get('x-team')).toEqual(['blue']);
});
