import { describe, expect, it } from 'vitest';
import { watermarksOf, type WatermarkedInput } from './watermark-model.ts';

const input = (delay: number, ...times: readonly (readonly number[])[]): WatermarkedInput => ({
  delay,
  batches: times.map((batch) => batch.map((time) => ({ time, key: 'a', value: 1 }))),
});

describe('the watermark model', () => {
  it('follows the latest time one batch later and never goes back', () => {
    const stream = input(10, [3, 30, 20], [], [12], [45]);
    const batches = [
      { late: 0, complete: 0 },
      { late: 0, complete: 20 },
      { late: 20, complete: 20 },
      { late: 20, complete: 20 },
    ];
    expect(watermarksOf([stream], { endsWithEmptyBatch: false })).toEqual(batches);
    expect(watermarksOf([stream])).toEqual([...batches, { late: 20, complete: 35 }]);
  });

  it('never goes below 1970', () => {
    expect(watermarksOf([input(10, [9, -50])])).toEqual([{ late: 0, complete: 0 }]);
  });

  it('uses the slowest of several inputs, which may be an empty one', () => {
    expect(watermarksOf([input(10, [50], [60]), input(5, [], [20])])).toEqual([
      { late: 0, complete: 0 },
      { late: 0, complete: 0 },
      { late: 0, complete: 15 },
    ]);
  });
});
