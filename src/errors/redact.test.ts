import { expect, it } from 'vitest';
import { isSecretName, redactText } from './redact.ts';

it.each([
  'kafka.sasl.jaas.config',
  'password',
  'ssl.key.password',
  'fs.s3a.secret.key',
  'api_token',
  'AccessKey',
  'sasl.client.callback',
  'kafka.ssl.keystore.key',
])('isSecretName() returns true for %s', (name) => {
  expect(isSecretName(name)).toBe(true);
});

it.each([
  'kafka.bootstrap.servers',
  'subscribe',
  'kafka.sasl.mechanism',
  'kafka.ssl.truststore.certificates',
  'checkpointLocation',
  'path',
  'key',
])('isSecretName() returns false for %s', (name) => {
  expect(isSecretName(name)).toBe(false);
});

it.each([
  ['login with password=abc failed', 'login with password=*** redacted *** failed'],
  ['required username="me" password="a \\"b\\" c";', 'required username="me" password=*** redacted ***;'],
  ['Map(kafka.sasl.jaas.config -> abc, topic -> t)', 'Map(kafka.sasl.jaas.config -> *** redacted ***, topic -> t)'],
  ['{"password": "abc", "user": "me"}', '{"password": *** redacted ***, "user": "me"}'],
  ['authorization: Bearer abc.def-1', 'authorization: Bearer *** redacted ***'],
  [
    'RuntimeException: password=abc in url=jdbc:x?password=abc',
    'RuntimeException: password=*** redacted *** in url=jdbc:x?password=*** redacted ***',
  ],
  [
    'ssl.keystore.location=-----BEGIN PRIVATE KEY-----\nMIIabc+/=\n-----END PRIVATE KEY-----, topic=t',
    'ssl.keystore.location=*** redacted ***, topic=t',
  ],
  ['value: "-----BEGIN ENCRYPTED PRIVATE KEY-----\\nMIIabc', 'value: "*** redacted ***'],
  ['unexpected token: x', 'unexpected token: x'],
  ['[UNRESOLVED_COLUMN] `password` cannot be resolved', '[UNRESOLVED_COLUMN] `password` cannot be resolved'],
])('redactText() redacts only the secrets in: %s', (text, expected) => {
  expect(redactText(text)).toBe(expected);
});

it('redactText() does not change redacted text', () => {
  const once = redactText('{"password": "abc"} token=abc, authorization: Bearer abc');
  expect(redactText(once)).toBe(once);
});

it('redactText() redacts the given secrets anywhere in the text', () => {
  expect(redactText('refused: tok.en+1 at tok.en+1', ['tok.en+1', ''])).toBe(
    'refused: *** redacted *** at *** redacted ***',
  );
});
