import { expect, test } from 'vitest';
import { securityProblem } from './security-problem.ts';

function problem(name: string, message: string, details: object = {}): string | undefined {
  return securityProblem(Object.assign(new Error(message), { name, ...details }), ['a:1', 'b:2']);
}

test.each([
  [
    'SASL SCRAM SHA256 authentication failed: invalid credentials',
    'Kafka at a:1,b:2 refuses the user name or password (SCRAM-SHA-256).',
  ],
  [
    'SASL PLAIN authentication failed: Authentication failed',
    'Kafka at a:1,b:2 refuses the user name or password (PLAIN).',
  ],
  ['SASL OAUTHBEARER authentication failed: invalid_token', 'Kafka at a:1,b:2 refuses the token: it has expired'],
  ['SASL PLAIN mechanism is not supported by the server', 'Kafka at a:1,b:2 does not offer PLAIN on this port.'],
])('securityProblem() explains the refused login "%s"', (message, sentence) => {
  expect(problem('KafkaJSSASLAuthenticationError', message)).toContain(sentence);
});

test.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'is not signed by a trusted authority'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'is not signed by a trusted authority'],
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another host name'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'requires a client certificate'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'requires a client certificate'],
])('securityProblem() explains %s, and names the broker', (code, sentence) => {
  const text = problem('KafkaJSConnectionError', 'Connection error: x', { code, broker: 'c:3' });
  expect(text).toContain('Kafka at c:3');
  expect(text).toContain(sentence);
});

test('securityProblem() explains that a port may require a login', () => {
  expect(problem('KafkaJSConnectionClosedError', 'Closed connection')).toContain('If this port requires a login');
});

test('securityProblem() leaves other errors alone', () => {
  expect(
    problem('KafkaJSConnectionError', 'Connection error: connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }),
  ).toBeUndefined();
  expect(problem('KafkaJSProtocolError', 'Not authorized')).toBeUndefined();
});
