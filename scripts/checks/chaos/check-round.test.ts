import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/index.ts';
import type { WindowRow } from '../../../jobs/windows/window-row.ts';
import { faultShares } from '../../../jobs/produce/fault-shares.ts';
import type { PlannedMessage } from '../../../jobs/produce/planned-message.ts';
import { toHeaders } from '../../../jobs/produce/producer-headers.ts';
import { toMessage } from '../../../jobs/produce/transaction-message.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import { toCents } from '../../../jobs/transactions/money.ts';
import { checkRound, latestRows, type Outcome } from './check-round.ts';
import { expectedReason, planMessages } from './model-fates.ts';
import type { TopicMessage } from './read-whole-topic.ts';

const topic = 'chaos-1';
const file = [...generateTransactions(4, 1)];
/** Without a fault, except for number 2 (a tombstone) and number 4 (a duplicate of number 0). */
const plan: readonly PlannedMessage[] = [
  { sequence: 0, transaction: file[0]!, isRepeated: true },
  { sequence: 1, transaction: file[1]! },
  {
    sequence: 2,
    transaction: file[2]!,
    fault: planMessages([file[2]!], faultShares('malformed=100%'), 1)[0]!.fault!,
  },
  { sequence: 3, transaction: file[3]! },
  { sequence: 4, transaction: file[0]!, fault: { kind: 'duplicate', original: 0 } },
];
/** Seconds since 1970 of each number. Number 3 is late: it arrives in the third batch, when the watermark is at second 70. */
const times = [100, 101, 102, 69, 100];

const pass = { startedAt: 1, partitions: 1 };
const messages: readonly TopicMessage[] = plan.map((planned, offset) => ({
  partition: 0,
  offset,
  timestamp: 0,
  key: null,
  value: expectedReason(planned)
    ? null
    : Buffer.from(JSON.stringify(toMessage(planned.transaction, 1, 1, times[offset]! * 1000))),
  headers: toHeaders({ run: 'run', pass, sequence: planned.sequence }),
}));
const letter: TopicMessage = {
  ...messages[2]!,
  offset: 0,
  headers: {
    ...messages[2]!.headers,
    'dead-letter-reason': 'tombstone',
    'source-topic': topic,
    'source-partition': '0',
    'source-offset': '2',
  },
};

/** The window rows with these transactions. */
function rowsOf(starts: readonly number[], counted: typeof file): WindowRow[] {
  return starts.map(
    (start) =>
      ({
        window_start: new Date(start * 1000).toISOString(),
        record_count: counted.length,
        total_transaction_value: new Decimal(
          BigInt(counted.reduce((sum, { final_amount }) => sum + toCents(final_amount), 0)),
          2,
        ),
        unique_customers: new Set(counted.map(({ customer_id }) => customer_id)).size,
        min_batch_number: 1,
        max_batch_number: 1,
      }) as WindowRow,
  );
}
const rows = rowsOf([95, 100], [file[0]!, file[1]!]);

const good: Outcome = {
  topic,
  plan,
  messages,
  letters: [letter],
  ends: [{ '0': 2 }, { '0': 3 }, { '0': 5 }],
  account: {
    topic,
    batch_id: 2,
    as_of: '',
    sent: 5,
    in_windows: 2,
    late: 1,
    duplicate: 1,
    dead: 1,
    dead_by_reason: { tombstone: 1 },
    pending: 0,
    unknown_fields: [],
    windows: 2,
    problems: [],
    closes: true,
  },
  consumer: rows,
  results: rows,
};
const failuresOf = (change: Partial<Outcome>): readonly string[] => checkRound({ ...good, ...change }).failures;

describe('checkRound', () => {
  it('accepts a round in which each message has its fate', () => {
    expect(checkRound(good)).toEqual({
      failures: [],
      fates: { counted: 2, late: 1, duplicate: 1, dead: 1, unread: 0 },
    });
  });

  it('reports a number that is missing from the topic, and one that is there twice', () => {
    const again = { ...messages[1]!, offset: 5 };
    const failures = failuresOf({ messages: [...messages.filter((_, index) => index !== 3), again] });
    expect(failures).toContain('Number 3 is not in the topic.');
    expect(failures).toContain('Number 1 is in the topic at 0:1 and 0:5.');
  });

  it('reports messages of a second pass and of other producers', () => {
    const second = toHeaders({ run: 'run', pass: { ...pass, startedAt: 2 }, sequence: 1 });
    expect(failuresOf({ messages: messages.with(1, { ...messages[1]!, headers: second }) })).toEqual([
      'The topic has messages of several runs: run (pass 1), run (pass 2).',
    ]);
    expect(failuresOf({ messages: messages.with(1, { ...messages[1]!, headers: {} }) })).toContain(
      'Message 0:1 does not come from the producer.',
    );
  });

  it('reports a message with the wrong contents', () => {
    const other = { ...messages[1]!, value: messages[0]!.value };
    const changed = { ...messages[4]!, value: Buffer.from(JSON.stringify(toMessage(file[0]!, 2, 1, 100_000))) };
    expect(failuresOf({ messages: messages.with(1, other) })).toContain(
      `Number 1 has ${file[0]!.transaction_id}, not ${file[1]!.transaction_id}.`,
    );
    expect(failuresOf({ messages: messages.with(4, changed) })).toContain(
      'Number 4 does not equal number 0, which it repeats.',
    );
  });

  it('reports dead letters that are missing, wrong or unexpected, but not those that occur twice', () => {
    const withHeader = (name: string, value: string): TopicMessage => ({
      ...letter,
      headers: { ...letter.headers, [name]: value },
    });
    expect(failuresOf({ letters: [letter, letter] })).toEqual([]);
    expect(failuresOf({ letters: [] })).toEqual(['Message 0:2 has a dead letter with the reason none, not tombstone.']);
    expect(failuresOf({ letters: [withHeader('dead-letter-reason', 'not_json')] })).toEqual([
      'Message 0:2 has a dead letter with the reason not_json, not tombstone.',
    ]);
    expect(failuresOf({ letters: [letter, withHeader('source-offset', '9')] })).toEqual([
      'Message 0:9 has a dead letter but does not exist.',
    ]);
  });

  it('reports problems of the account, and numbers that differ from the model', () => {
    const account = { ...good.account, late: 0, in_windows: 3, problems: ['Wrong.'] };
    expect(failuresOf({ account })).toEqual([
      'Audit: Wrong.',
      'Audit: 3 records are in windows, but the model has 2.',
      'Audit: 0 records are late, but the model has 1.',
    ]);
  });

  it('reports messages that no batch has read', () => {
    expect(failuresOf({ ends: good.ends.slice(0, 2) })).toContain(
      'Audit: 0 records are not yet processed, but the model has 2.',
    );
  });

  it('compares the windows of consumer and results topic separately, to the cent', () => {
    const off = { ...rows[0]!, total_transaction_value: rows[0]!.total_transaction_value.add(new Decimal(1n, 2)) };
    const failures = failuresOf({ results: [off, rows[1]!] });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^Results topic: Window 1970-01-01T00:01:35\.000Z has .* for total_transaction_value/);
    expect(failuresOf({ consumer: [rows[0]!] })).toEqual([
      'Consumer: Window 1970-01-01T00:01:40.000Z is missing, with 2 records.',
    ]);
  });
});

describe('latestRows', () => {
  it('returns the last row of each key, parsed from Spark’s JSON', () => {
    const message = (start: number, count: number): Pick<TopicMessage, 'key' | 'value'> => ({
      key: Buffer.from(String(start)),
      value: Buffer.from(
        JSON.stringify({
          window_start: String(start * 1_000_000),
          window_end: String((start + 10) * 1_000_000),
          record_count: String(count),
          total_transaction_value: '12.30',
          unique_customers: 1,
        }),
      ),
    });
    expect(latestRows([message(0, 1), message(5, 2), message(0, 2)])).toEqual([
      expect.objectContaining({
        window_start: '1970-01-01T00:00:00.000Z',
        record_count: 2,
        total_transaction_value: Decimal.parse('12.30'),
      }),
      expect.objectContaining({ window_start: '1970-01-01T00:00:05.000Z', record_count: 2, min_batch_number: 0 }),
    ]);
  });
});
