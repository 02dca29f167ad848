import { expect, test } from 'vitest';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import { deadLetterReasonCodes } from '../transactions/dead-letter-reason.ts';
import { damages } from './message-damage.ts';
import { toMessage } from './transaction-message.ts';

const [transaction] = generateTransactions(1, 1);
const message = toMessage(transaction!, 1, 1, Date.UTC(2026, 0, 2, 3, 4, 5, 678));

/** Returns why a value is unusable, as the topic's contract defines it. */
function reasonOf(value: string | null): string | undefined {
  if (value === null) return 'tombstone';
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return 'not_json';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'not_object';
  const fields = parsed as Readonly<Record<string, unknown>>;
  const required = ['customer_id', 'transaction_id', 'final_amount', 'producer_timestamp'] as const;
  if (required.some((name) => !(name in fields))) return 'missing_field';
  if (required.some((name) => typeof fields[name] !== typeof message[name])) return 'wrong_type';
  if (Number(fields['final_amount']) >= 1e10) return 'out_of_range';
  const time = Number(fields['producer_timestamp']);
  return time < Date.UTC(2000) / 1000 || time > Date.UTC(2100) / 1000 ? 'impossible_time' : undefined;
}

test('an undamaged message is usable', () => {
  expect(reasonOf(JSON.stringify(message))).toBeUndefined();
});

test('each damage makes a message unusable for its reason', () => {
  expect(damages.map(({ apply }) => reasonOf(apply(message)))).toEqual(damages.map(({ reason }) => reason));
  expect(new Set(damages.map(({ reason }) => reason))).toEqual(new Set(deadLetterReasonCodes));
});

test('damaged messages differ', () => {
  expect(new Set(damages.map(({ apply }) => apply(message))).size).toBe(damages.length);
});
