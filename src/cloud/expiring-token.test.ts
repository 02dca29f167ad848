import { expect, it } from 'vitest';
import { ExpiringToken, type IssuedToken } from './expiring-token.ts';

function issuer(lifetime: number): { readonly issue: () => Promise<IssuedToken>; readonly issued: () => number } {
  let issued = 0;
  return {
    issue: () => Promise.resolve({ token: `token-${++issued}`, expiresAt: Date.now() + lifetime }),
    issued: () => issued,
  };
}

it('is issued once while it is valid', async () => {
  const { issue, issued } = issuer(60_000);
  const { source } = new ExpiringToken(issue);
  expect([await source(), await source({}), await source({ refused: 'another' })]).toEqual(
    Array<string>(3).fill('token-1'),
  );
  expect(issued()).toBe(1);
});

it('is replaced before it expires', async () => {
  const { issue } = issuer(60_000);
  const { source } = new ExpiringToken(issue, { token: 'first', expiresAt: Date.now() - 1 });
  expect(await source()).toBe('token-1');
});

it('is replaced once for all requests that it was refused to', async () => {
  const { issue, issued } = issuer(60_000);
  const { source } = new ExpiringToken(issue, { token: 'first', expiresAt: Infinity });
  expect(await source()).toBe('first');
  const fresh = await Promise.all(Array.from({ length: 5 }, () => source({ refused: 'first' })));
  expect(fresh).toEqual(Array<string>(5).fill('token-1'));
  expect(issued()).toBe(1);
});

it('is requested again after a failure', async () => {
  let isDown = true;
  const { source } = new ExpiringToken(() =>
    isDown ? Promise.reject(new Error('down')) : Promise.resolve({ token: 'a', expiresAt: Infinity }),
  );
  await expect(source()).rejects.toThrow('down');
  isDown = false;
  expect(await source()).toBe('a');
});
