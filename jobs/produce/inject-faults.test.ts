import { expect, test } from 'vitest';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { faultKinds, faultShares } from './fault-shares.ts';
import { injectFaults } from './inject-faults.ts';
import { damages } from './message-damage.ts';
import type { PlannedMessage } from './planned-message.ts';

const records = 20_000;
const transactions: readonly Transaction[] = [...generateTransactions(records, 1)];
const everyKind = faultShares('late=5%,duplicate=3%,malformed=2%,out-of-order=20%,future=0.1%');

function plan(shares = everyKind, seed = 1): readonly PlannedMessage[] {
  const faults = injectFaults(shares, seed);
  return [...transactions.flatMap((transaction) => faults.add(transaction)), ...faults.end()];
}

const messages = plan();
const ofKind = (kind: string): readonly PlannedMessage[] => messages.filter(({ fault }) => fault?.kind === kind);
const placeOf = new Map(
  messages.filter(({ fault }) => fault?.kind !== 'duplicate').map((message) => [message.transaction, message.sequence]),
);

test('injectFaults() numbers the messages and keeps every transaction', () => {
  expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index));
  expect(new Set(messages.map(({ transaction }) => transaction))).toEqual(new Set(transactions));
  expect(messages).toHaveLength(records + ofKind('duplicate').length);
});

test('injectFaults() gives each kind its share', () => {
  for (const kind of faultKinds) {
    const expected = records * everyKind[kind];
    expect(Math.abs(ofKind(kind).length - expected)).toBeLessThan(5 * Math.sqrt(expected));
  }
});

test('injectFaults() gives the same messages for the same seed, and others for another seed', () => {
  expect(plan()).toEqual(messages);
  expect(plan(everyKind, 2)).not.toEqual(messages);
});

test('injectFaults() gives the same beginning for a shorter file', () => {
  const faults = injectFaults(everyKind, 1);
  const beginning = transactions.slice(0, 500).flatMap((transaction) => faults.add(transaction));
  expect(beginning).toEqual(messages.slice(0, beginning.length));
});

test('injectFaults() repeats a message at most 50 messages later', () => {
  const originals = messages.filter(({ isRepeated }) => isRepeated);
  expect(originals).toHaveLength(ofKind('duplicate').length);
  for (const { sequence, transaction, fault } of ofKind('duplicate')) {
    const original = fault?.kind === 'duplicate' ? fault.original : -1;
    expect(messages[original]).toMatchObject({ transaction, isRepeated: true });
    expect(sequence - original).toBeGreaterThanOrEqual(1);
    // Messages that are due at the same place push each other back.
    expect(sequence - original).toBeLessThanOrEqual(60);
  }
});

test('injectFaults() moves messages that are out of order a few places and seconds', () => {
  for (const { transaction, fault } of ofKind('out-of-order')) {
    const next = transactions[transactions.indexOf(transaction) + 1];
    const seconds = fault && 'shiftSeconds' in fault ? fault.shiftSeconds : Number.NaN;
    expect([-5, -4, -3, -2, -1]).toContain(seconds);
    if (next !== undefined) expect(Math.abs(placeOf.get(transaction)! - placeOf.get(next)!)).toBeLessThan(15);
  }
  const swapped = transactions.filter((each, index) => {
    const next = transactions[index + 1];
    return next !== undefined && placeOf.get(each)! > placeOf.get(next)!;
  });
  expect(swapped.length).toBeGreaterThan(records / 10);
});

test('injectFaults() shifts late messages by 1 to 2 minutes and future ones by an hour', () => {
  const shifts = (kind: string): readonly number[] =>
    ofKind(kind).map(({ fault }) => (fault && 'shiftSeconds' in fault ? fault.shiftSeconds : Number.NaN));
  expect(Math.min(...shifts('late'))).toBe(-120);
  expect(Math.max(...shifts('late'))).toBe(-60);
  expect(new Set(shifts('future'))).toEqual(new Set([3600]));
});

test('injectFaults() uses all damages in turn', () => {
  const used = ofKind('malformed').map(({ fault }) => (fault?.kind === 'malformed' ? fault.damage : undefined));
  expect(used).toEqual(used.map((_, index) => damages[index % damages.length]));
});

test('injectFaults() keeps the number of waiting messages small', () => {
  const faults = injectFaults(faultShares('duplicate=60%,out-of-order=40%'), 1);
  let most = 0;
  for (const transaction of transactions) {
    faults.add(transaction);
    most = Math.max(most, faults.waiting);
  }
  expect(most).toBeLessThan(200);
});
