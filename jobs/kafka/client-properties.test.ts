import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readClientProperties } from './client-properties.ts';

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-properties-'));
  file = join(folder, 'client.properties');
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): Readonly<Record<string, string>> {
  writeFileSync(file, text, 'latin1');
  return Object.fromEntries(readClientProperties(file).all.map(({ name, value }) => [name, value]));
}

describe('readClientProperties()', () => {
  test('reads the syntax of Java', () => {
    const text = [
      '# a comment',
      '! another',
      'security.protocol : SASL_SSL',
      'sasl.mechanism PLAIN',
      'client.id=caf\\u00e9 \u00e9',
      'sasl.jaas.config=a.b.C required \\',
      '    username="x";',
      'acks=0',
      'acks=all\r',
    ];
    expect(read(text.join('\n'))).toEqual({
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': 'PLAIN',
      'client.id': 'café é',
      'sasl.jaas.config': 'a.b.C required username="x";',
      acks: 'all',
    });
  });

  test('replaces placeholders from the environment, files and folders', () => {
    vi.stubEnv('KAFKA_TEST_PASSWORD', 'from env');
    writeFileSync(join(folder, 'secrets.properties'), 'one=1\npass.word=from file\n');
    writeFileSync(join(folder, 'token'), 'from folder');
    const places = [
      '${env:KAFKA_TEST_PASSWORD}',
      `\${file:${folder}/secrets.properties:pass.word}`,
      `\${own:${folder}:token}`,
    ];
    const text = `config.providers=own\nconfig.providers.own.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider\nclient.id=${places.join('|')}\n`;
    expect(read(text)).toEqual({ 'client.id': 'from env|from file|from folder' });
  });

  test.each([
    [
      'an unknown variable',
      'client.id=${env:NO_SUCH_VARIABLE}',
      'Line 1 of F takes client.id from the environment variable NO_SUCH_VARIABLE, which is not set.',
    ],
    [
      'an unknown provider',
      '\nclient.id=${vault:a:b}',
      'Line 2 of F takes client.id from the provider "vault", which is not known. Use env, file, directory.',
    ],
    [
      'a missing file',
      'client.id=${file:/no/such:a}',
      'Line 1 of F takes client.id from /no/such, which cannot be read',
    ],
    [
      'a provider of someone else',
      'config.providers.x.class=a.B',
      'Line 1 of F sets config.providers.x.class, which is not supported',
    ],
    [
      'a malformed escape',
      '#\nclient.id=\\u00zz',
      'Line 2 of F has a backslash and "u" without four hexadecimal digits.',
    ],
    [
      'a continued line without its backslash',
      'sasl.jaas.config=a\n  password="s3cret";',
      /^Line 2 of \S+ is not a setting such as (?!.*s3cret)/,
    ],
  ])('rejects %s and names the line', (_, text, message) => {
    const expected = typeof message === 'string' ? message.replace('F', file) : message;
    expect(() => read(text)).toThrow(expected);
  });

  test('rejects a missing file', () => {
    expect(() => readClientProperties(join(folder, 'none'))).toThrow(
      `${join(folder, 'none')} cannot be read: it does not exist. Set --kafka-config to a client.properties file.`,
    );
    expect(() => readClientProperties(folder)).toThrow('it is a folder');
  });
});
