import { describe, expect, it } from 'vitest';
import { faultShares } from '../../../jobs/produce/fault-shares.ts';
import { damages } from '../../../jobs/produce/message-damage.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import { expectedReason, injectedFaults, modelFates, planMessages } from './model-fates.ts';

describe('planMessages', () => {
  it('numbers the messages of all transactions, with each kind of fault', () => {
    const plan = planMessages([...generateTransactions(1000, 1)], faultShares(injectedFaults), 1);
    expect(plan.map(({ sequence }) => sequence)).toEqual(plan.map((_, index) => index));
    expect(new Set(plan.map(({ transaction }) => transaction.transaction_id)).size).toBe(1000);
    expect(new Set(plan.map(({ fault }) => fault?.kind))).toEqual(
      new Set([undefined, 'late', 'duplicate', 'malformed', 'out-of-order', 'future']),
    );
  });
});

describe('expectedReason', () => {
  it('is the reason of the damage, and an impossible time for the future', () => {
    const [transaction] = generateTransactions(1, 1) as Iterable<never>;
    const reasonOf = (text: string): readonly (string | undefined)[] =>
      planMessages(Array<never>(damages.length).fill(transaction!), faultShares(text), 1).map(expectedReason);
    expect(reasonOf('malformed=100%')).toEqual(damages.map(({ reason }) => reason));
    expect(new Set(reasonOf('future=100%'))).toEqual(new Set(['impossible_time']));
    expect(new Set(reasonOf('late=100%'))).toEqual(new Set([undefined]));
  });
});

describe('modelFates', () => {
  it('depends on which batch reads a message', () => {
    const message = (offset: number, transaction_id: string, producer_timestamp: number) => ({
      partition: 0,
      offset,
      transaction: { transaction_id, producer_timestamp },
    });
    const messages = [message(0, 'a', 100), message(1, 'b', 10), message(2, 'a', 100), message(3, 'c', 20)];
    const dead = { partition: 0, offset: 4, transaction: undefined };
    const fates = (...ends: readonly number[]): readonly string[] => {
      const found = modelFates(
        [...messages, dead],
        ends.map((end) => ({ '0': end })),
        30_000,
      );
      return [...found.values()];
    };
    expect(fates(5)).toEqual(['counted', 'counted', 'duplicate', 'counted', 'dead']);
    // The watermark of the second batch decides in the third one.
    expect(fates(1, 3, 5)).toEqual(['counted', 'counted', 'duplicate', 'late', 'dead']);
    expect(fates(1, 2)).toEqual(['counted', 'counted', 'unread', 'unread', 'unread']);
  });
});
