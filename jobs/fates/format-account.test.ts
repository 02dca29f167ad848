import { expect, test } from 'vitest';
import type { Account } from './audit-topic.ts';
import { formatAccount } from './format-account.ts';

const account: Account = {
  topic: 't',
  batch_id: 7,
  as_of: '2024-03-31T12:00:00.000Z',
  sent: 12,
  in_windows: 10,
  late: 0,
  duplicate: 0,
  dead: 2,
  dead_by_reason: { missing_field: 2 },
  pending: 0,
  unknown_fields: [],
  windows: 3,
  problems: [],
  closes: true,
};

test('formatAccount() prints the fields that the schema does not describe, each on the same line', () => {
  const unknown_fields = [
    { name: 'tier', records: 9 },
    { name: 'odd\nname', records: 1 },
  ];
  const lines = formatAccount({ ...account, unknown_fields }).split('\n');
  expect(lines).toContain(
    'Fields that the schema does not describe, with the number of records: tier (9), odd\\nname (1)',
  );
  expect(formatAccount(account)).toBe(lines.filter((line) => !line.startsWith('Fields')).join('\n'));
});
