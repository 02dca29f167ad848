import { describe, expect, it } from 'vitest';
import { joinStreams } from './join-model.ts';
import { watermarksOf, type ModelEvent } from './watermark-model.ts';

const at = (time: number, key = 'a'): ModelEvent => ({ time, key, value: 1 });

const left = [[at(10), at(10, 'b'), at(0)], [at(40)], [], [at(20)]];
const right = [[at(15)], [at(20), at(21), at(9), at(40, 'c')], [], []];
const watermarks = watermarksOf([
  { batches: left, delay: 10 },
  { batches: right, delay: 5 },
]);

describe('the join model', () => {
  it('pairs events with the same key and close times, in any order of arrival', () => {
    expect(joinStreams(left, right, watermarks, { within: 10, how: 'inner' })).toEqual([
      { rows: [{ left: at(10), right: at(15) }], watermark: 0, dropped: 1, total: 3 },
      { rows: [{ left: at(10), right: at(20) }], watermark: 0, dropped: 0, total: 8 },
      { rows: [], watermark: 30, dropped: 0, total: 2 },
      { rows: [], watermark: 30, dropped: 1, total: 2 },
    ]);
  });

  it('writes a left event alone once no partner can arrive', () => {
    const batches = joinStreams(left, right, watermarks, { within: 10, how: 'left_outer' });
    expect(batches.map(({ rows }) => rows.filter((pair) => pair.right === undefined))).toEqual([
      [],
      [],
      [{ left: at(10, 'b'), right: undefined }],
      [],
    ]);
  });
});
