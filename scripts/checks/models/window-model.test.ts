import { describe, expect, it } from 'vitest';
import type { OutputMode } from '../../../src/index.ts';
import { watermarksOf, type Batches, type ModelEvent } from './watermark-model.ts';
import { aggregateWindows, windowStarts, type WindowBatch } from './window-model.ts';

const at = (time: number, key = 'a', value = 1): ModelEvent => ({ time, key, value });
const tens = { duration: 10, slide: 10, offset: 0 };

function aggregate(batches: Batches, outputMode: OutputMode): readonly WindowBatch[] {
  const watermarks = watermarksOf([{ batches, delay: 10 }], { endsWithEmptyBatch: outputMode !== 'complete' });
  return aggregateWindows(batches, watermarks, tens, outputMode);
}

describe('windowStarts()', () => {
  it.each([
    [0, tens, [0]],
    [9, tens, [0]],
    [10, tens, [10]],
    [-1, tens, [-10]],
    [12, { duration: 10, slide: 5, offset: 0 }, [10, 5]],
    [12, { duration: 10, slide: 4, offset: 0 }, [12, 8, 4]],
    [11, { duration: 10, slide: 4, offset: 0 }, [8, 4]],
    [12, { duration: 10, slide: 10, offset: 3 }, [3]],
    [12, { duration: 10, slide: 10, offset: -3 }, [7]],
    [-12, { duration: 10, slide: 5, offset: 1 }, [-14, -19]],
  ])('returns the windows of %s with %o', (time, windows, starts) => {
    expect(windowStarts(time, windows)).toEqual(starts);
  });
});

const first = { start: 0, end: 10, key: 'a', count: 2, sum: 6 };
const third = { start: 20, end: 30, key: 'a', count: 1, sum: 1 };

describe('the window model', () => {
  it('writes a window once in append mode, when the watermark reaches its end', () => {
    const batches = [[at(1, 'a', 2), at(9, 'a', 4)], [at(20)], [at(5), at(19, 'b', 3)], [at(9), at(8)]];
    expect(aggregate(batches, 'append')).toEqual([
      { rows: [], watermark: 0, updated: 1, removed: 0, dropped: 0, total: 1 },
      { rows: [], watermark: 0, updated: 1, removed: 0, dropped: 0, total: 2 },
      // The row at 5 is older than the watermark of its own batch but still counts.
      {
        rows: [{ ...first, count: 3, sum: 7 }],
        watermark: 10,
        updated: 2,
        removed: 1,
        dropped: 0,
        total: 2,
      },
      { rows: [], watermark: 10, updated: 0, removed: 0, dropped: 1, total: 2 },
    ]);
  });

  it('writes the last windows of append mode in an empty batch', () => {
    expect(aggregate([[at(1, 'a', 2), at(9, 'a', 4), at(20)]], 'append')).toEqual([
      { rows: [], watermark: 0, updated: 2, removed: 0, dropped: 0, total: 2 },
      { rows: [first], watermark: 10, updated: 0, removed: 1, dropped: 0, total: 1 },
    ]);
  });

  it('writes the changes of a batch in update mode', () => {
    expect(aggregate([[at(1, 'a', 2)], [at(20), at(9, 'a', 4)]], 'update')).toEqual([
      { rows: [{ ...first, count: 1, sum: 2 }], watermark: 0, updated: 1, removed: 0, dropped: 0, total: 1 },
      { rows: [third, first], watermark: 0, updated: 2, removed: 0, dropped: 0, total: 2 },
      { rows: [], watermark: 10, updated: 0, removed: 1, dropped: 0, total: 1 },
    ]);
  });

  it('writes all windows every time in complete mode and removes none', () => {
    const batches = [[at(1, 'a', 2), at(20)], [], [at(9, 'a', 4)]];
    const half = { ...first, count: 1, sum: 2 };
    expect(aggregate(batches, 'complete')).toEqual([
      { rows: [half, third], watermark: 0, updated: 2, removed: 0, dropped: 0, total: 2 },
      { rows: [half, third], watermark: 10, updated: 0, removed: 0, dropped: 0, total: 2 },
      { rows: [first, third], watermark: 10, updated: 1, removed: 0, dropped: 0, total: 2 },
    ]);
  });

  it('treats rows before 1970 as late from the start', () => {
    expect(aggregate([[at(-1), at(-11), at(0)]], 'append')).toEqual([
      { rows: [], watermark: 0, updated: 1, removed: 0, dropped: 2, total: 1 },
    ]);
  });
});
