import { describe, expect, it } from 'vitest';
import { dropDuplicates, dropDuplicatesWithinWatermark } from './dedup-model.ts';
import { watermarksOf, type ModelEvent } from './watermark-model.ts';

const at = (time: number, key = 'a', value = 1): ModelEvent => ({ time, key, value });

describe('the deduplication model', () => {
  it('remembers a key and a time until the watermark reaches the time', () => {
    const batches = [[at(10, 'a', 7), at(10, 'a', 8), at(10, 'b'), at(0)], [at(20)], [at(10), at(9)], [at(10)]];
    expect(dropDuplicates(batches, watermarksOf([{ batches, delay: 10 }]))).toEqual([
      { rows: [at(10, 'a', 7), at(10, 'b')], watermark: 0, dropped: 1, total: 2 },
      { rows: [at(20)], watermark: 0, dropped: 0, total: 3 },
      { rows: [at(9)], watermark: 10, dropped: 0, total: 1 },
      { rows: [], watermark: 10, dropped: 1, total: 1 },
    ]);
  });

  it('remembers a key for the delay after the row that was kept', () => {
    const batches = [[at(10, 'a', 7), at(15)], [at(30, 'b')], [at(21)], [at(22, 'a', 9)]];
    expect(dropDuplicatesWithinWatermark(batches, watermarksOf([{ batches, delay: 10 }]), 10)).toEqual([
      { rows: [at(10, 'a', 7)], watermark: 0, dropped: 0, total: 1 },
      { rows: [at(30, 'b')], watermark: 5, dropped: 0, total: 2 },
      { rows: [], watermark: 20, dropped: 0, total: 1 },
      { rows: [at(22, 'a', 9)], watermark: 20, dropped: 0, total: 2 },
    ]);
  });
});
