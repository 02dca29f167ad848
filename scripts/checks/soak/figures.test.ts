import { expect, test } from 'vitest';
import { failuresOf, formatMinute, formatVerdict, type SoakFigures } from './figures.ts';
import type { Survival } from './watched-query.ts';

const alive: Survival = { sameSession: true, active: true, batches: 840, heartbeats: 13, troubles: [] };
const lost: Survival = { ...alive, sameSession: false, active: false, heartbeats: 0, error: 'SessionLostError' };
const memory = { rss: 100, heap: 20 };
const good: SoakFigures = {
  minutes: 70,
  wait: 'waits',
  waiting: alive,
  idle: alive,
  silent: lost,
  memory: { first: memory, last: { rss: 139, heap: 22 }, peak: { rss: 150, heap: 22 } },
};

test('failuresOf accepts two living sessions, a dropped one without heartbeat, and bounded memory', () => {
  expect(failuresOf(good)).toEqual([]);
  expect(formatVerdict(good, []).split('\n').at(-1)).toBe('Passed after 70 minutes.');
});

test.each<[string, Partial<SoakFigures>, RegExp]>([
  ['a wait that ended', { wait: { ended: 'It resolved.' } }, /awaitTermination\(\) has ended\. It resolved\./],
  ['a lost session', { idle: lost }, /The idle session does not answer anymore: SessionLostError/],
  ['a replaced session', { waiting: { ...alive, sameSession: false } }, /The waiting session was replaced/],
  ['a query that ended', { idle: { ...alive, active: false } }, /The query of the idle session is not running/],
  ['a query that did nothing', { idle: { ...alive, batches: 0 } }, /made no batches/],
  ['too few heartbeats', { idle: { ...alive, heartbeats: 12 } }, /sent 12 heartbeats instead of 13/],
  ['a failed attempt', { waiting: { ...alive, troubles: ['Attempt 1 failed.'] } }, /had trouble: Attempt 1 failed\./],
  ['memory that grows', { memory: { ...good.memory, last: { rss: 141, heap: 0 } } }, /grew by 41\.0 MB/],
  ['a server that drops no session', { silent: alive }, /still alive, so the heartbeats of the others prove nothing/],
])('failuresOf reports %s', (_, change, sentence) => {
  const failures = failuresOf({ ...good, ...change });
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(sentence);
});

test('failuresOf expects neither an expiry nor heartbeats in a short run', () => {
  const young = { ...alive, heartbeats: 0 };
  expect(failuresOf({ ...good, minutes: 1, waiting: young, idle: young, silent: young })).toEqual([]);
});

test('formatMinute shows the time of the last Spark job of each query', () => {
  const query = { name: 'idle', runId: 'r', heartbeats: () => 2 };
  const line = formatMinute(
    12,
    { rss: 101.25, heap: 20 },
    [query, { ...query, runId: 's' }],
    new Map([['r', 1000]]),
    'waits',
    4000,
  );
  expect(line).toBe(
    ' 12 min  RSS 101.3 MB, heap 20.0 MB · awaitTermination() waits · idle: batch 3 s ago, 2 heartbeats · idle: no batch lately, 2 heartbeats',
  );
});
