import { describe, expect, it } from 'vitest';
import { aggregateSessions } from './session-model.ts';
import { watermarksOf, type Batches, type ModelEvent } from './watermark-model.ts';

const at = (time: number, key = 'a', value = 1): ModelEvent => ({ time, key, value });
const sessions = (batches: Batches) => aggregateSessions(batches, watermarksOf([{ batches, delay: 10 }]), 5);

describe('the session model', () => {
  it('merges events no further apart than the gap', () => {
    expect(sessions([[at(10), at(1, 'a', 4), at(5), at(16), at(5, 'b'), at(40, 'c')]])).toEqual([
      { rows: [], watermark: 0, dropped: 0, total: 4 },
      {
        rows: [
          { start: 1, end: 15, key: 'a', count: 3, sum: 6 },
          { start: 16, end: 21, key: 'a', count: 1, sum: 1 },
          { start: 5, end: 10, key: 'b', count: 1, sum: 1 },
        ],
        watermark: 30,
        dropped: 0,
        total: 1,
      },
    ]);
  });

  it('joins two sessions by an event between them unless that event is late', () => {
    expect(sessions([[at(10), at(18)], [at(14)]])[1]).toEqual({ rows: [], watermark: 8, dropped: 0, total: 1 });
    expect(sessions([[at(20), at(27)], [], [at(12), at(12), at(11)]])[2]).toEqual({
      rows: [],
      watermark: 17,
      dropped: 2,
      total: 2,
    });
    expect(sessions([[at(20), at(27)], [], [at(15), at(12.5)]])[2]).toMatchObject({ dropped: 0, total: 2 });
  });
});
