import { describe, expect, it } from 'vitest';
import type { Row } from '../types/row.ts';
import { RowIterator } from './row-iterator.ts';

const row = (n: number): Row => ({ n });

function iterator(batches: readonly (readonly Row[] | Error)[], log: string[] = []): RowIterator {
  return new RowIterator(async function* () {
    try {
      for (const batch of batches) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (batch instanceof Error) throw batch;
        log.push(`batch of ${batch.length}`);
        yield batch;
      }
    } finally {
      log.push('closed');
    }
  });
}

describe('RowIterator', () => {
  it('returns all rows in order, across empty batches', async () => {
    const seen: Row[] = [];
    for await (const each of iterator([[], [row(1), row(2)], [], [], [row(3)], []])) seen.push(each);
    expect(seen).toEqual([row(1), row(2), row(3)]);
  });

  it('requests a batch only after the previous one is used up, and closes when the loop is left', async () => {
    const log: string[] = [];
    for await (const { n } of iterator([[row(1), row(2)], [row(3)]], log)) {
      if (n === 2) break;
    }
    expect(log).toEqual(['batch of 2', 'closed']);
  });

  it('serves concurrent calls in order, and returns nothing after the end', async () => {
    const rows = iterator([[row(1)], [row(2), row(3)]]);
    const results = await Promise.all([rows.next(), rows.next(), rows.next(), rows.next(), rows.next()]);
    expect(results.map(({ value }) => value as Row | undefined)).toEqual([
      row(1),
      row(2),
      row(3),
      undefined,
      undefined,
    ]);
    expect(results.map(({ done }) => done)).toEqual([false, false, false, true, true]);
    expect(await rows.return()).toEqual({ done: true, value: undefined });
  });

  it('discards decoded rows when the loop is left', async () => {
    const log: string[] = [];
    const rows = iterator([[row(1), row(2)]], log);
    expect(await rows.next()).toEqual({ done: false, value: row(1) });
    await rows.return();
    expect(await rows.next()).toEqual({ done: true, value: undefined });
    expect(log).toEqual(['batch of 2', 'closed']);
  });

  it('throws an error after the rows that precede it', async () => {
    const seen: Row[] = [];
    const loop = async (): Promise<void> => {
      for await (const each of iterator([[row(1)], new Error('broken')])) seen.push(each);
    };
    await expect(loop()).rejects.toThrow('broken');
    expect(seen).toEqual([row(1)]);
  });
});
