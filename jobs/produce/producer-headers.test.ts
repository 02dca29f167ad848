import { expect, test } from 'vitest';
import { parseHeaders, toHeaders } from './producer-headers.ts';

const origin = { run: '0123456789ab', sequence: 70_000, pass: { startedAt: 1_700_000_000_000, partitions: 3 } };

test('parseHeaders() returns what toHeaders() was given, also from bytes', () => {
  const headers = toHeaders(origin);
  expect(headers).toEqual({ 'producer-position': '0123456789ab/1700000000000-3/70000' });
  expect(parseHeaders(headers)).toEqual(origin);
  const bytes = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
  expect(parseHeaders(bytes)).toEqual(origin);
});

test.each([
  ['no headers', undefined],
  ['the headers of another producer', { 'replay-of': '1:2' }],
  ['a sequence that is not a number', { 'producer-position': '0123456789ab/1700000000000-3/-1' }],
  ['a missing pass', { 'producer-position': '0123456789ab/70000' }],
])('parseHeaders() returns undefined for %s', (_, headers) => {
  expect(parseHeaders(headers)).toBeUndefined();
});
