import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { runJvm } from '../../stack/jvm.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { findFreePorts } from '../../stack/ports.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';

/** The secrets of the tests, which must not appear anywhere. */
export const passwords = { alice: 'alice-s3cret-Pa55', client: 'client-s3cret-Pa55', key: 'key-s3cret-Pa55' } as const;

/** A broker with listeners for each kind of security, and the files that its clients need. */
export interface SecuredKafka {
  readonly addresses: {
    /** SASL_SSL with PLAIN, SCRAM and OAUTHBEARER. Its certificate is for localhost. */
    readonly sasl: string;
    /** SSL with client certificates. */
    readonly mutualTls: string;
    readonly saslPlaintext: string;
    readonly plaintext: string;
  };
  readonly tokens: TokenServer;
  /** PEM files, by what they contain. */
  readonly files: {
    readonly ca: string;
    /** Another authority, which has not signed the certificate of the broker. */
    readonly otherCa: string;
    /** The key and certificate of a client. The key is encrypted. */
    readonly client: string;
  };
  /** Text of the private key of the client, which must not appear anywhere. */
  readonly keyText: string;
  readonly folder: string;
  /** Writes a client.properties file and returns its path. */
  properties(name: string, settings: Readonly<Record<string, string>>): string;
  stop(): Promise<void>;
}

const kafkaSecurity = 'org.apache.kafka.common.security';

/** The login modules of Kafka. */
export const loginModules = {
  plain: `${kafkaSecurity}.plain.PlainLoginModule`,
  scram: `${kafkaSecurity}.scram.ScramLoginModule`,
  oauthBearer: `${kafkaSecurity}.oauthbearer.OAuthBearerLoginModule`,
} as const;

/** Kafka's handler that gets tokens from an endpoint. */
export const endpointHandler = `${kafkaSecurity}.oauthbearer.OAuthBearerLoginCallbackHandler`;

/** Google's handler, which gets tokens from application default credentials. */
export const googleHandler = 'com.google.cloud.hosted.kafka.auth.GcpLoginCallbackHandler';

/** What differs from the usual broker. */
export interface BrokerDifferences {
  readonly conf?: Readonly<Record<string, string>>;
  readonly jars?: readonly string[];
}

/** Starts a broker with a throw-away authority. */
export async function startSecuredKafka(name: string, { conf, jars }: BrokerDifferences = {}): Promise<SecuredKafka> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-secured-'));
  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text, { mode: 0o600 });
    return join(folder, file);
  };
  const ca = await createAuthority('Throw-away CA');
  const otherCa = await createAuthority('Another CA');
  const server = await createCertificate('localhost', ca);
  const client = await createCertificate('alice', ca, passwords.key);
  const files = {
    ca: write('ca.pem', ca.cert),
    otherCa: write('other-ca.pem', otherCa.cert),
    client: write('client.pem', `${client.private}\n${client.cert}`),
  };
  const tokens = await startTokenServer();
  const [kafka, others] = [await findFreePorts(), await findFreePorts()];
  const addresses = {
    sasl: `localhost:${others.kafka}`,
    mutualTls: `localhost:${others.connect}`,
    saslPlaintext: `127.0.0.1:${others.sparkUi}`,
    plaintext: `127.0.0.1:${kafka.kafka}`,
  };
  const listeners = [
    `PLAINTEXT://${addresses.plaintext}`,
    `SECURE://${addresses.sasl}`,
    `MUTUAL://${addresses.mutualTls}`,
    `LOGIN://${addresses.saslPlaintext}`,
  ].join(',');
  const stateDir = ownStackFolder(name);
  await startStack(stateDir, {
    services: ['kafka'],
    ports: kafka,
    kafkaConf: {
      listeners: `${listeners},CONTROLLER://127.0.0.1:${kafka.kafkaController}`,
      'advertised.listeners': listeners,
      'listener.security.protocol.map':
        'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,MUTUAL:SSL,LOGIN:SASL_PLAINTEXT',
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': write('server.pem', `${server.private}\n${server.cert}`),
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': files.ca,
      'listener.name.mutual.ssl.client.auth': 'required',
      ...saslConf('secure'),
      ...saslConf('login'),
      'sasl.oauthbearer.jwks.endpoint.url': `${tokens.url}/keys`,
      'sasl.oauthbearer.expected.audience': 'kafka',
      'sasl.oauthbearer.clock.skew.seconds': '0',
      ...conf,
    },
    ...(jars && { extraJars: { kafka: jars } }),
  });
  // Kafka changes one mechanism of a user at a time.
  for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512'])
    await createScramUser(stateDir, addresses.plaintext, mechanism);
  return {
    addresses,
    tokens,
    files,
    keyText: client.private.split('\n')[3]!,
    folder,
    properties(file, settings) {
      const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
      const lines = Object.entries(settings).map(([key, value]) => `${key}=${escaped(value)}\n`);
      return write(`${file}.properties`, lines.join(''));
    },
    async stop() {
      await stopStack(stateDir, { clean: true });
      await tokens.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function saslConf(listener: string): Readonly<Record<string, string>> {
  const prefix = `listener.name.${listener}`;
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    [`${prefix}.plain.sasl.jaas.config`]: `${loginModules.plain} required user_alice="${passwords.alice}";`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: `${loginModules.scram} required;`,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: `${loginModules.scram} required;`,
    [`${prefix}.oauthbearer.sasl.jaas.config`]: `${loginModules.oauthBearer} required;`,
    [`${prefix}.oauthbearer.sasl.server.callback.handler.class`]: `${kafkaSecurity}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
  };
}

async function createScramUser(stateDir: string, server: string, mechanism: string): Promise<void> {
  const { ok, output } = await runJvm({
    service: 'kafka',
    stateDir,
    options: ['-Xmx128m'],
    mainClass: 'kafka.admin.ConfigCommand',
    args: [
      ...['--bootstrap-server', server, '--alter', '--entity-type', 'users', '--entity-name', 'alice'],
      ...['--add-config', `${mechanism}=[iterations=4096,password=${passwords.alice}]`],
    ],
  });
  if (!ok) throw new Error(`Kafka did not create the user: ${output}`);
}

interface Authority {
  readonly key: string;
  readonly cert: string;
}

async function createAuthority(name: string): Promise<Authority> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key, cert };
}

async function createCertificate(
  name: string,
  ca: Authority,
  passphrase?: string,
): Promise<{ readonly private: string; readonly cert: string }> {
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    ...(passphrase !== undefined && { passphrase }),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
}

/** An OAuth 2.0 server that knows one client, and publishes the key with which it signs. */
export interface TokenServer {
  readonly url: string;
  /** Seconds for which tokens are valid. Negative: they have expired. */
  lifetime: number;
  /** The number of tokens that it has issued. */
  issued: number;
  stop(): Promise<void>;
}

async function startTokenServer(): Promise<TokenServer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] };
  const authorization = `Basic ${Buffer.from(`jobs:${passwords.client}`).toString('base64')}`;
  const tokenServer = { url: '', lifetime: 3600, issued: 0, stop: async () => {} };
  const token = (): string => {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now - (tokenServer.lifetime < 0 ? 7200 : 0), exp: now + tokenServer.lifetime };
    const parts = [
      { alg: 'RS256', typ: 'JWT', kid: 'test' },
      { sub: 'jobs', aud: 'kafka', scope: 'kafka', iss: 'test', ...times },
    ];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    tokenServer.issued++;
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === authorization;
    const [status, body] =
      request.url === '/keys'
        ? [200, keys]
        : isKnown
          ? [200, { access_token: token(), token_type: 'Bearer', expires_in: tokenServer.lifetime }]
          : [401, { error: 'invalid_client' }];
    drain(request, () => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
  });
  tokenServer.url = `http://127.0.0.1:${await listen(server)}`;
  tokenServer.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return tokenServer;
}

function drain(request: IncomingMessage, then: () => void): void {
  request.on('end', then).resume();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
