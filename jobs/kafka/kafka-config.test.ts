import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKafkaConfig, readSparkKafkaConfig, type KafkaConfig } from './kafka-config.ts';

let folder: string;
let file: string;
let pem: { readonly private: string; readonly cert: string };
let encrypted: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kafka-config-'));
  file = join(folder, 'client.properties');
  pem = await generate([], { keyType: 'ec' });
  ({ private: encrypted } = await generate([], { keyType: 'ec', passphrase: 's3cret' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const security = 'org.apache.kafka.common.security';
const plainModule = `${security}.plain.PlainLoginModule`;
const scram = `security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=${security}.scram.ScramLoginModule required username="al" password="s3cret";\n`;
const bearer = `security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\nsasl.jaas.config=${security}.oauthbearer.OAuthBearerLoginModule required`;

function read(text: string): KafkaConfig {
  writeFileSync(file, text);
  return readKafkaConfig(file);
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('readKafkaConfig()', () => {
  test('gives kafkajs and Spark the same login', () => {
    const config = read(`bootstrap.servers=a:1,b:2\nacks=all\nssl.protocol=TLSv1.3\n${scram}`);
    expect(config.servers).toEqual(['a:1', 'b:2']);
    expect(config.security()).toEqual({
      ssl: {},
      sasl: { mechanism: 'scram-sha-512', username: 'al', password: 's3cret' },
    });
    expect(config.spark.options).toEqual({
      'kafka.security.protocol': 'SASL_SSL',
      'kafka.ssl.protocol': 'TLSv1.3',
      'kafka.sasl.mechanism': 'SCRAM-SHA-512',
      'kafka.sasl.jaas.config': `${security}.scram.ScramLoginModule required username="al" password="s3cret";`,
    });
  });

  test('does not show its secrets when it is printed or converted to JSON', () => {
    const config = read(scram);
    expect(
      inspect(config, { depth: 9, showHidden: true }) + JSON.stringify({ config, spark: config.spark }),
    ).not.toMatch(/s3cret/);
  });

  test('gives Spark the content of files, with a decrypted key in PKCS #8', async () => {
    const { private: key, cert } = await generate([], { keyType: 'rsa', passphrase: 's3cret' });
    const store = write('client.pem', `${key}\n${cert}`);
    const trusted = write('ca.pem', `Some text\n${pem.cert}`);
    const settings = `ssl.truststore.location=${trusted}\nssl.truststore.type=PEM\nssl.keystore.location=${store}\nssl.key.password=s3cret\nssl.endpoint.identification.algorithm=\nssl.enabled.protocols=TLSv1.2\n`;
    const config = read(`security.protocol=SSL\n${settings}`);
    const { ssl, sasl } = config.security();
    expect(sasl).toBeUndefined();
    expect(ssl).toMatchObject({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    expect(ssl!.checkServerIdentity!('any', {} as never)).toBeUndefined();
    const { options } = config.spark;
    expect(options['kafka.ssl.keystore.key']).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(ssl!.key).toBe(options['kafka.ssl.keystore.key']);
    expect(options['kafka.ssl.truststore.certificates']!.trim()).toBe(pem.cert.trim().replaceAll('\r', ''));
    expect(Object.keys(options).sort()).toEqual([
      'kafka.security.protocol',
      'kafka.ssl.enabled.protocols',
      'kafka.ssl.endpoint.identification.algorithm',
      'kafka.ssl.keystore.certificate.chain',
      'kafka.ssl.keystore.key',
      'kafka.ssl.keystore.type',
      'kafka.ssl.truststore.certificates',
      'kafka.ssl.truststore.type',
    ]);
  });

  test('moves client credentials to where older clients look for them', () => {
    const endpoint = 'sasl.oauthbearer.token.endpoint.url=http://127.0.0.1:1/token';
    const handler = `sasl.login.callback.handler.class=${security}.oauthbearer.OAuthBearerLoginCallbackHandler`;
    const credentials =
      'sasl.oauthbearer.client.credentials.client.id=me\nsasl.oauthbearer.client.credentials.client.secret=s3cret';
    const config = read(`${bearer} extension_logicalCluster="c";\n${endpoint}\n${handler}\n${credentials}\n`);
    expect(config.spark.options['kafka.sasl.jaas.config']).toBe(
      `${security}.oauthbearer.OAuthBearerLoginModule required extension_logicalCluster="c" clientId="me" clientSecret="s3cret";`,
    );
    expect(config.security().sasl).toMatchObject({ mechanism: 'oauthbearer' });
  });

  test('accepts a file that only has addresses', () => {
    const config = read('bootstrap.servers=a:1\ngroup.id=g\n');
    expect([config.security(), config.spark.options]).toEqual([{}, { 'kafka.security.protocol': 'PLAINTEXT' }]);
  });

  test.each([
    [
      'a security setting that is not supported',
      `${scram}ssl.engine.factory.class=x`,
      4,
      'sets ssl.engine.factory.class, which is not supported.',
    ],
    ['a misspelled name', `${scram}sasl.mechansim=x`, 4, 'sets sasl.mechansim, which is not supported.'],
    [
      'a missing protocol',
      'sasl.mechanism=PLAIN',
      1,
      'the file has no security.protocol, so connections would be plain.',
    ],
    [
      'an unknown protocol',
      'security.protocol=TLS',
      1,
      'sets security.protocol to a protocol that is not one of PLAINTEXT, SSL,',
    ],
    [
      'Kerberos',
      'security.protocol=SASL_SSL\nsasl.mechanism=GSSAPI',
      2,
      'sets sasl.mechanism to a mechanism that is not supported',
    ],
    ['a missing mechanism', 'security.protocol=SASL_SSL', 1, 'needs sasl.mechanism, which is missing.'],
    [
      'a missing login',
      'security.protocol=SASL_SSL\nsasl.mechanism=PLAIN',
      2,
      `needs sasl.jaas.config with ${plainModule}`,
    ],
    [
      'a login module of another mechanism',
      scram.replace('SCRAM-SHA-512', 'PLAIN'),
      3,
      `does not fit PLAIN. Use ${plainModule}.`,
    ],
    [
      'a login without its semicolon',
      scram.replace(';', ''),
      3,
      'sets sasl.jaas.config, but it does not end with a semicolon',
    ],
    [
      'a login without a password',
      scram.replace('password', 'pass'),
      3,
      'with the option pass, which is not supported.',
    ],
    [
      'tokens from nowhere',
      `${bearer};`,
      3,
      'without sasl.login.callback.handler.class, which says how to get tokens.',
    ],
    ['addresses without ports', 'bootstrap.servers=a', 1, 'sets bootstrap.servers to something other than host:port'],
    [
      'a missing key store',
      'security.protocol=SSL\nssl.keystore.location=/no/such/file.pem',
      2,
      'sets ssl.keystore.location to a file that cannot be read: it does not exist.',
    ],
    [
      'a trust store without certificates',
      'security.protocol=SSL\nssl.truststore.certificates=x',
      2,
      'has no valid certificate in PEM format.',
    ],
  ])('rejects %s and names the line', (_, text, line, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(`Line ${line} of ${file} `);
    expect(() => read(text)).not.toThrow('s3cret');
  });

  test('decrypts a key in the older format of OpenSSL', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const format = { type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 's3cret' } as const;
    const store = write('older.pem', `${privateKey.export(format) as string}\n${pem.cert}`);
    // It is read, and then does not belong to the certificate.
    expect(() => read(`security.protocol=SSL\nssl.keystore.location=${store}\nssl.key.password=s3cret\n`)).toThrow(
      'to a private key that does not belong to its certificate.',
    );
  });

  test.each([
    ['no password', '', 'Set ssl.key.password to its password.'],
    ['a wrong password', 'ssl.key.password=wrong', 'to a private key that ssl.key.password does not decrypt.'],
    [
      'the certificate of another key',
      'ssl.key.password=s3cret',
      'to a private key that does not belong to its certificate.',
    ],
  ])('rejects an encrypted key with %s', (_, setting, message) => {
    const store = write('encrypted.pem', `${encrypted}\n${pem.cert}`);
    expect(() => read(`security.protocol=SSL\nssl.keystore.location=${store}\n${setting}\n`)).toThrow(message);
  });
});

describe('readSparkKafkaConfig()', () => {
  test('passes settings and placeholders on, and reads no file that they name', () => {
    const text = `bootstrap.servers=a:1\nacks=all\nsecurity.protocol=SSL\nssl.keystore.location=/on/the/server\nssl.keystore.password=\${file:/on/the/server/secrets:pw}\n`;
    writeFileSync(file, text);
    const config = readSparkKafkaConfig(file);
    expect(config.servers).toEqual(['a:1']);
    expect(config.options).toEqual({
      'kafka.security.protocol': 'SSL',
      'kafka.ssl.keystore.location': '/on/the/server',
      'kafka.ssl.keystore.password': '${file:/on/the/server/secrets:pw}',
      'kafka.config.providers': 'file',
      'kafka.config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    });
  });
});
