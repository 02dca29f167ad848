import { expect, test } from 'vitest';
import { faultShares } from './fault-shares.ts';

test('faultShares() parses percentages, with 0 for kinds that are not named', () => {
  expect(faultShares('late=5%,duplicate=3%,malformed=2%,out-of-order=20%,future=0.1%')).toEqual({
    late: 0.05,
    duplicate: 0.03,
    malformed: 0.02,
    'out-of-order': 0.2,
    future: 0.001,
  });
  expect(faultShares(' future=.5% , late=0%')).toEqual({
    late: 0,
    duplicate: 0,
    malformed: 0,
    'out-of-order': 0,
    future: 0.005,
  });
  expect(faultShares('late=70.1%,duplicate=29.9%')).toMatchObject({ late: 0.701, duplicate: 0.299 });
});

test.each([
  ['', 'It must be a list of kinds with their shares, such as late=5%,duplicate=3%'],
  ['late', 'It must be a list of kinds with their shares'],
  ['late=5', 'It must be a list of kinds with their shares'],
  ['late=-5%', 'It must be a list of kinds with their shares'],
  ['late=5%,', 'It must be a list of kinds with their shares'],
  ['later=5%', 'It names the unknown fault "later"; known are late, duplicate, malformed, out-of-order, future.'],
  ['late=5%,late=6%', 'It names late twice.'],
  ['late=70%,duplicate=30.5%', 'Its shares add up to 100.5%, but at most 100% is possible.'],
])('faultShares() rejects %j', (text, message) => {
  expect(() => faultShares(text)).toThrow(message);
});
