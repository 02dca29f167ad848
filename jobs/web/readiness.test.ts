import { expect, test } from 'vitest';
import { ScriptedJob } from '../../test/support/scripted-job.ts';
import { reasonNotReady } from './readiness.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const ready = { ...new ScriptedJob().snapshot(), lastProgressAt: '2026-11-26T11:59:30Z' };

test('a running query with recent progress is ready', () => {
  expect(reasonNotReady(ready, 30_000, now)).toBeUndefined();
});

test.each([
  [{ status: 'waiting' }, 'The query is not running: its status is waiting.'],
  [{ services: { spark: 'down', kafka: 'up' } }, 'Spark does not answer.'],
  [{ services: { spark: 'up', kafka: 'down' } }, 'Kafka does not answer.'],
  [{ lastProgressAt: null }, 'The query has not reported progress yet.'],
  [
    { lastProgressAt: '2026-11-26T11:59:29Z' },
    'The query reported its last progress 31 seconds ago; the limit is 30 seconds.',
  ],
] as const)('a job with %o is not ready', (changes, reason) => {
  expect(reasonNotReady({ ...ready, ...changes }, 30_000, now)).toBe(reason);
});
