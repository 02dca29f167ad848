import { expect, it } from 'vitest';
import { standardPorts } from './port-names.ts';
import { describeStack } from './stack.ts';

const settings = { stateDir: '/state', ports: standardPorts, token: undefined, tls: false };

it.each([
  [{}, 'sc://127.0.0.1:15002'],
  [{ tls: true }, 'sc://localhost:15002/;use_ssl=true'],
  [{ token: 'a;b' }, 'sc://127.0.0.1:15002/;authorization=Bearer%20a%3Bb'],
  [{ tls: true, token: 'a;b' }, 'sc://localhost:15002/;use_ssl=true;token=a%3Bb'],
])('describeStack with %j returns the connection string %s', (difference, remote) => {
  expect(describeStack({ ...settings, ...difference }).sparkRemote).toBe(remote);
});

it('describeStack returns the certificate file only with TLS', () => {
  expect(describeStack(settings).certificateFile).toBeUndefined();
  expect(describeStack({ ...settings, tls: true }).certificateFile).toBe('/state/tls/ca.pem');
});
