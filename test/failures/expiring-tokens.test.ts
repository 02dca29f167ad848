import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SparkSession } from '../../src/index.ts';
import { tokenFile } from '../../src/session/local-server.ts';
import { RotatingToken } from '../support/cloud/rotating-token.ts';
import { workWithExpiringTokens } from '../support/expiring-tokens.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer('expiring-tokens', {
    services: ['spark'],
    token: 'token-1',
    sparkConf: { 'spark.connect.execute.reattachable.senderMaxStreamDuration': '1s' },
  });
});
afterAll(() => server?.stop());

const address = (): string => server.sparkRemote.replace(/\/;.*/, '');

describe('a server whose token changes', () => {
  it('never interrupts a session whose token is a function', async () => {
    const token = new RotatingToken(2000, tokenFile(server.stateDir));
    try {
      const { refusals, batches } = await workWithExpiringTokens(address(), token, 10);
      expect(token.count).toBeGreaterThan(5);
      expect(refusals).toBeGreaterThanOrEqual(3);
      expect(batches).toBeGreaterThan(2);
    } finally {
      token.stop();
    }
  });

  it('rejects a fixed token after the change', async () => {
    const token = new RotatingToken(0, tokenFile(server.stateDir));
    const spark = await SparkSession.builder.remote(address()).token(token.current, { plaintext: true }).getOrCreate();
    expect(await spark.range(3).count()).toBe(3);
    token.rotate();
    await expect(spark.range(3).count()).rejects.toThrow(
      /rejected the call: This server requires its current token, but the call carries another one\. Set the token/,
    );
    await spark.stop();
  });
});
