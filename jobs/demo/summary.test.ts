import type { Account } from '../fates/audit-topic.ts';
import { expect, test } from 'vitest';
import { formatSummary } from './summary.ts';

const account: Account = {
  topic: 'demo',
  batch_id: 7,
  as_of: '2026-01-01T00:00:00.000Z',
  sent: 10,
  in_windows: 5,
  late: 2,
  duplicate: 1,
  dead: 2,
  dead_by_reason: { not_json: 2 },
  pending: 0,
  unknown_fields: [],
  windows: 3,
  problems: [],
  closes: true,
};

test('formatSummary() marks a figure that differs', () => {
  const same = { csv: 1, spark: 1 };
  const text = formatSummary({
    type: 'summary',
    agree: false,
    requested_records: 1,
    produced_records: 1,
    figures: { records: same, total_value: { csv: 1, spark: 1.01 }, unique_customers: same, windows: same },
    account,
    latency_seconds: { p50: 0.8, p95: 1.2 },
    seconds_to_first_window: 3,
    seconds: 30,
  });
  expect(text).toMatch(/total value +1\.00 +1\.01 +DIFFERENT/);
  expect(text).toContain('do NOT agree');
});

test('formatSummary() reports records that were not sent even if the figures agree', () => {
  const same = { csv: 80, spark: 80 };
  const text = formatSummary({
    type: 'summary',
    agree: false,
    requested_records: 100,
    produced_records: 80,
    figures: { records: same, total_value: same, unique_customers: same, windows: same },
    account,
    latency_seconds: { p50: 0.8, p95: 1.2 },
    seconds_to_first_window: 3,
    seconds: 30,
  });
  expect(text).toMatch(/^80 of 100 records produced\./);
  expect(text).toContain('NOT all records were sent.');
});
