import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findJava, javaEnvironment } from '../../scripts/setup/java.mjs';
import { ClientProperties } from './client-properties.ts';
import { readKeyStore, readTrustStore } from './key-stores.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-stores-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function keytool(...args: readonly string[]): void {
  const command = join(findJava(process.env).home, 'bin', 'keytool');
  execFileSync(command, args, { cwd: folder, env: javaEnvironment(process.env), stdio: 'ignore' });
}

function properties(settings: Readonly<Record<string, string>>): ClientProperties {
  const all = Object.entries(settings).map(([name, value], index) => ({ name, value, line: index + 1 }));
  return new ClientProperties('client.properties', all);
}

describe.each([
  ['PKCS12', 'EC'],
  ['JKS', 'RSA'],
])("Java's key stores of type %s", (type, algorithm) => {
  const file = (name: string): string => join(folder, `${name}-${type}`);

  beforeAll(() => {
    const store = ['-storetype', type, '-storepass', 'changeit', '-alias', 'me', '-keystore'];
    keytool('-genkeypair', '-keyalg', algorithm, '-dname', 'CN=me', '-keypass', 'changeit', ...store, file('key'));
    keytool('-exportcert', '-rfc', '-file', file('cert'), ...store, file('key'));
    keytool('-importcert', '-noprompt', '-file', file('cert'), ...store, file('trust'));
  });

  test('have their keys and certificates read', () => {
    const found = readKeyStore(
      properties({ 'ssl.keystore.location': file('key'), 'ssl.keystore.password': 'changeit' }),
    )!;
    const { publicKey, subject } = new X509Certificate(found.chain);
    expect(subject).toBe('CN=me');
    expect(createPublicKey(createPrivateKey(found.key)).equals(publicKey)).toBe(true);
    const trusted = { 'ssl.truststore.location': file('trust'), 'ssl.truststore.password': 'changeit' };
    expect(readTrustStore(properties(trusted))).toBe(found.chain);
  });

  test('are refused with a wrong password or none', () => {
    const place = { 'ssl.keystore.location': file('key') };
    expect(() => readKeyStore(properties({ ...place, 'ssl.keystore.password': 'wrong' }))).toThrow(
      'Line 1 of client.properties sets ssl.keystore.location to a key store that cannot be read with ssl.keystore.password. Check the password,',
    );
    expect(() => readKeyStore(properties(place))).toThrow('to a key store, but ssl.keystore.password is missing.');
  });
});
