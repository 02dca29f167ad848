import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/index.ts';
import { sumDifferences, SumsDatabase } from './sums-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'sums-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = [
  { customer_id: 'C2', records: 2n, amount: Decimal.parse('10.29') },
  { customer_id: 'C1', records: 1n, amount: Decimal.parse('0.10') },
];

describe('SumsDatabase', () => {
  it('adds a batch of a query once', () => {
    const database = new SumsDatabase(join(folder, 'sums.db'));
    expect([0n, 0n, 1n].map((batchId) => database.add({ queryId: 'a', batchId }, rows))).toEqual([true, false, true]);
    expect(database.add({ queryId: 'b', batchId: 0n }, rows)).toBe(true);
    expect(database.batches).toBe(3);
    expect(database.sums).toEqual([
      { customer: 'C1', records: 3, cents: 30 },
      { customer: 'C2', records: 6, cents: 3087 },
    ]);
    database.close();
  });

  it('keeps nothing of a batch that fails', () => {
    const database = new SumsDatabase(join(folder, 'failed.db'));
    const broken = [...rows, { customer_id: {} as string, records: 1n, amount: Decimal.parse('1.00') }];
    expect(() => database.add({ queryId: 'a', batchId: 0n }, broken)).toThrow();
    expect([database.batches, database.sums]).toEqual([0, []]);
    database.close();
  });
});

describe('sumDifferences()', () => {
  const sum = { customer: 'C1', records: 2, cents: 150 };

  it('names what is missing, different or too much', () => {
    expect(sumDifferences([sum], [sum])).toEqual([]);
    expect(sumDifferences([sum], [])).toEqual([
      'Customer C1 has nothing in the database, but 2 records with 1.50 in the topic.',
    ]);
    expect(sumDifferences([sum], [{ ...sum, records: 4, cents: 300 }])).toEqual([
      'Customer C1 has 4 records with 3.00 in the database, but 2 records with 1.50 in the topic.',
    ]);
    expect(sumDifferences([], [sum])).toEqual(['Customer C1 is not in the topic.']);
  });
});
