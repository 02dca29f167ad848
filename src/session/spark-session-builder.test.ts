import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
let stranger: KeyPair;
const folder = mkdtempSync(join(tmpdir(), 'builder-test-'));

beforeAll(async () => {
  const create = (name: string): Promise<KeyPair> =>
    generate([{ name: 'commonName', value: name }], { keyType: 'ec', algorithm: 'sha256' });
  [server, client, stranger] = await Promise.all([create('spark.example'), create('me'), create('spark.example')]);
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
  const ca = clientCa === undefined ? null : Buffer.from(clientCa);
  return start({ credentials: ServerCredentials.createSsl(ca, [pair], clientCa !== undefined) });
};

const to = ({ port }: ScriptedServer, parameters = ''): SparkSessionBuilder =>
  SparkSession.builder.remote(`sc://127.0.0.1:${port}/;${parameters}`).connectTimeout(3000);

async function open(builder: SparkSessionBuilder): Promise<SparkSession> {
  const spark = await builder.getOrCreate();
  cleanUp.push(() => spark.stop());
  return spark;
}

const authorizations = ({ headers }: ScriptedServer): unknown => headers.get('authorization');

describe('TLS', () => {
  it.each<[string, () => TlsOptions]>([
    ['as text', () => ({ ca: server.cert, serverName: 'spark.example' })],
    ['as bytes', () => ({ ca: Buffer.from(server.cert), serverName: 'spark.example' })],
    ['in a file', () => ({ ca: { file: join(folder, 'ca.pem') }, serverName: 'spark.example' })],
  ])('with an authority of its own %s', async (_name, options) => {
    const spark = await open(to(await tlsServer()).tls(options()));
    expect(await spark.version()).toBe('3.5.7');
  });

  it.each([
    ['another authority', () => ({ ca: stranger.cert, serverName: 'spark.example' })],
    ['another name', () => ({ ca: server.cert })],
    ["Node's own authorities", () => ({})],
  ])('fails with one sentence for %s', async (_name, options) => {
    const scripted = await tlsServer();
    const error = await open(to(scripted).tls(options())).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain(`Spark Connect does not answer at 127.0.0.1:${scripted.port}`);
  });

  it('with a certificate of the client, where the server asks for one', async () => {
    const scripted = await tlsServer(client.cert);
    const ca = { ca: server.cert, serverName: 'spark.example' };
    const spark = await open(to(scripted).tls({ ...ca, cert: client.cert, key: client.private }));
    expect(await spark.version()).toBe('3.5.7');
    await expect(open(to(scripted).tls(ca))).rejects.toThrow(ConnectionError);
  });

  it('is refused where its files or options make no sense', async () => {
    const builder = to(await start());
    await expect(open(builder.tls({ ca: { file: join(folder, 'nowhere.pem') } }))).rejects.toThrow(
      `tls() cannot read ca from ${join(folder, 'nowhere.pem')} (ENOENT); name a PEM file.`,
    );
    await expect(open(builder.tls({ cert: client.cert }))).rejects.toThrow('tls() needs cert and key together');
    await expect(open(builder.tls({ ca: 'no pem' }))).rejects.toThrow(IllegalArgumentException);
    await expect(open(to(await start(), 'use_ssl=false').tls())).rejects.toThrow(
      'says use_ssl=false, but tls() needs TLS',
    );
  });
});

describe('a token', () => {
  const tls = () => ({ ca: server.cert, serverName: 'spark.example' });

  it('goes with every call, a fresh one where it is a function', async () => {
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

  it('never travels without TLS', async () => {
    const scripted = await start();
    await expect(open(to(scripted).token('secret'))).rejects.toThrow('it does not speak TLS');
    const refused = await open(to(scripted, 'use_ssl=false').token('s3cr3t')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(IllegalArgumentException);
    expect((refused as Error).message).toContain('call token(…, { plaintext: true }) to send the token in the clear');
    expect((refused as Error).message).not.toContain('s3cr3t');
    expect(authorizations(scripted)).toEqual([]);
  });

  it('travels without TLS where somebody says so', async () => {
    const scripted = await start();
    await open(to(scripted).token('known', { plaintext: true }));
    expect(authorizations(scripted)).toEqual(['Bearer known']);
  });

  it.each<[string, string, (builder: SparkSessionBuilder) => SparkSessionBuilder]>([
    ['given to the builder', '', (builder) => builder.token('s3cr3t', { plaintext: true })],
    ['in a header', 'authorization=Bearer%20s3cr3t', (builder) => builder],
  ])('%s is hidden where the server repeats it', async (_name, parameters, withToken) => {
    const scripted = await start();
    const told: string[] = [];
    const logger = ({ message }: LogEvent): void => void told.push(message);
    const spark = await open(withToken(to(scripted, parameters)).retryPolicy({ initialBackoff: 1 }).logger(logger));
    const repeated = { details: 'who is s3cr3t?' };
    scripted.answers.push({ code: status.UNAVAILABLE, ...repeated }, { code: status.INTERNAL, ...repeated });
    const error = (await spark.version().catch((reason: unknown) => reason)) as Error;
    expect(error.message).toBe('who is *** redacted ***?');
    expect(inspect(error, { depth: 10 })).not.toContain('s3cr3t');
    expect(told.join()).toContain('who is *** redacted ***?');
    expect(told.join()).not.toContain('s3cr3t');
  });

  it('that cannot be had fails the call with the reason', async () => {
    const reason = new Error('the login service is down');
    const getToken = (): Promise<string> => Promise.reject(reason);
    await expect(open(to(await start()).token(getToken, { plaintext: true }))).rejects.toBe(reason);
  });

  it('may be replaced by credentials in the sense of gRPC', async () => {
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
      'a secret needs TLS',
    );
  });
});

describe('the channel', () => {
  it('can be made another way', async () => {
    const scripted = await start();
    const asked: string[] = [];
    const spark = await open(
      SparkSession.builder.remote('sc://gateway.example:443').channel((address, credentials, options) => {
        asked.push(address);
        return new Channel(`127.0.0.1:${scripted.port}`, credentials, options);
      }),
    );
    expect(await spark.version()).toBe('3.5.7');
    expect(asked).toEqual(['gateway.example:443']);
  });

  it('takes messages as large as the connection string says', async () => {
    const spark = await open(to(await start(), 'grpc_max_message_size=200'));
    const error = await spark
      .range(1)
      .select(...Array<string>(100).fill('id'))
      .collect()
      .catch((reason: unknown) => reason);
    expect((error as Error).message).toMatch(
      /^A message is too large on the way from or to 127.*grpc_max_message_size/,
    );
  });
});

it('a builder is a value', async () => {
  const scripted = await start();
  const plain = to(scripted);
  const withSettings = plain.config('a', 1).config({ b: true, c: 'text' });
  await open(plain);
  expect([...scripted.settings.keys()]).toEqual(['spark.connect.ts.session']);
  await open(withSettings);
  expect(Object.fromEntries(scripted.settings)).toMatchObject({ a: '1', b: 'true', c: 'text' });
});

it('a name goes to the session, and a master nowhere', async () => {
  const scripted = await start();
  await open(to(scripted).appName('orders').master('local[*]'));
  expect(scripted.settings.get('spark.app.name')).toBe('orders');
  expect([...scripted.settings.keys()]).toEqual(['spark.connect.ts.session', 'spark.app.name']);
  expect(() => SparkSession.builder.master('sc://127.0.0.1')).toThrow('give it to remote(), not to master().');
});

it.each([
  ['null', null, 'not null: leave it out'],
  ['undefined', undefined, 'not undefined: leave it out'],
  ['an object', {}, 'not object: write it as text'],
  ['an array', ['a'], 'not an array'],
])('%s is no value of a setting', async (_name, value, message) => {
  const { builder } = SparkSession;
  expect(() => builder.config('a', value as unknown as string)).toThrow(message);
  expect(() => builder.config({ b: 1, a: value as unknown as string })).toThrow('config() takes text, a number or a');
  const { conf } = builder.offline();
  await expect(conf.set('a', value as unknown as string)).rejects.toThrow(
    `conf.set() takes text, a number or a boolean for "a", ${message}`,
  );
});

it('null is no default of a setting', async () => {
  const { conf } = SparkSession.builder.offline();
  await expect(conf.get('a', null as unknown as string)).rejects.toThrow('call getOption("a")');
});

it('another session has the same server and settings of its own', async () => {
  const scripted = await start();
  const spark = await open(to(scripted, 'x-team=blue').config('a', 1));
  scripted.settings.clear();
  const other = await spark.newSession();
  cleanUp.push(() => other.stop());
  expect(other.sessionId).not.toBe(spark.sessionId);
  expect(scripted.settings.has('a')).toBe(false);
  expect(scripted.headers.get('x-team')).toEqual(['blue']);
});
