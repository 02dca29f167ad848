import { afterAll, beforeAll, expect, it } from 'vitest';
import { tokenFile } from '../../src/session/local-server.ts';
import { RotatingToken } from '../support/cloud/rotating-token.ts';
import { workWithExpiringTokens } from '../support/expiring-tokens.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer('expiring-tokens-long', { services: ['spark'], token: 'token-1' });
});
afterAll(() => server?.stop());

it('a session outlives thirty tokens of two seconds each', async () => {
  const token = new RotatingToken(2000, tokenFile(server.stateDir));
  try {
    const { refusals, batches } = await workWithExpiringTokens(server.sparkRemote.replace(/\/;.*/, ''), token, 60);
    expect(token.count).toBeGreaterThan(30);
    expect(refusals).toBeGreaterThanOrEqual(15);
    expect(batches).toBeGreaterThan(20);
  } finally {
    token.stop();
  }
});
