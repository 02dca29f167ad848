import { describe, expect, inject, test } from 'vitest';
import { faultShares } from '../../jobs/produce/fault-shares.ts';
import { deadLetterReasonCodes } from '../../jobs/transactions/dead-letter-reason.ts';
import type { ProduceStatistics } from '../../jobs/produce/produce-options.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { readProduced, type ProducedMessage } from './produced-messages.ts';

const kafkaServers = [inject('kafkaServers')];
const dataFile = 'data/customer_transactions_1200.csv';
const shares = faultShares('late=5%,duplicate=5%,malformed=10%,out-of-order=20%,future=2%');
let topics = 0;

/** Sends 1,000 messages with faults. Returns what the producer reports and what the topic holds, by sequence number. */
async function produceFaults(
  seed: number,
): Promise<{ readonly statistics: ProduceStatistics; readonly stored: readonly ProducedMessage[] }> {
  const topic = `inject-${process.pid}-${++topics}`;
  const statistics = await produceTransactions(
    { kafkaServers, topic, dataFile, batchSize: 10, sleepSeconds: 0, maxRecords: 1000, inject: shares, seed },
    { signal: new AbortController().signal },
  );
  const stored = await readProduced(kafkaServers, topic);
  return { statistics, stored: stored.toSorted((one, other) => one.sequence - other.sequence) };
}

/** Classifies messages by their values and the times at which the broker stored them. */
function countKinds(messages: readonly ProducedMessage[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const seen = new Set<string>();
  for (const message of messages) {
    const kind = kindOf(message, seen);
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (message.value !== null) seen.add(message.value);
  }
  return counts;
}

function kindOf({ value, timestamp }: ProducedMessage, seen: ReadonlySet<string>): string {
  if (value === null) return 'tombstone';
  if (seen.has(value)) return 'duplicate';
  const fields = parse(value);
  if (fields === undefined) return 'not_json';
  if (Array.isArray(fields)) return 'not_object';
  const required = ['customer_id', 'transaction_id', 'final_amount', 'producer_timestamp'] as const;
  if (required.some((name) => fields[name] === undefined)) return 'missing_field';
  const { final_amount: amount, producer_timestamp: time } = fields;
  if (typeof amount !== 'number' || typeof time !== 'number') return 'wrong_type';
  if (amount > 1e10) return 'out_of_range';
  if (time < 1e9 || time > 1e11) return 'impossible_time';
  const age = timestamp / 1000 - time;
  if (age < -3000) return 'future';
  return age >= 60 ? 'late' : 'in time';
}

function parse(value: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(value) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** Returns a message without what depends on the time at which it was sent, and without the rest of a JSON text that is cut off. */
function withoutTime({ sequence, key, value }: ProducedMessage): readonly unknown[] {
  const fields = [parse(value ?? '') ?? {}].flat()[0]!;
  const timeless = Object.entries(fields).filter(([name]) => !name.startsWith('producer_timestamp'));
  return [sequence, key, value === null, timeless];
}

describe('produce --inject', () => {
  test('reports exactly the faults that the topic holds', async () => {
    const { statistics, stored } = await produceFaults(42);
    expect(statistics).toMatchObject({ records: 1000, hasMore: true });
    const { kinds } = statistics;
    const { malformed, 'out-of-order': outOfOrder, ...faults } = kinds!.faults;
    expect(deadLetterReasonCodes.reduce((sum, reason) => sum + kinds!.malformed[reason], 0)).toBe(malformed);
    expect(countKinds(stored)).toEqual({
      'in time': kinds!.regular + outOfOrder,
      ...faults,
      ...kinds!.malformed,
    });
  });

  test('sends the same sequence for the same seed, and another one for another seed', async () => {
    const runs = [await produceFaults(1), await produceFaults(1), await produceFaults(2)];
    const [first, same, other] = runs.map(({ stored }) => stored.map(withoutTime));
    expect(first).toHaveLength(1000);
    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(runs.map(({ statistics }) => statistics.run)).size).toBe(2);
    expect(runs[1]!.statistics.kinds).toEqual(runs[0]!.statistics.kinds);
  });
});
