import { describe, expect, it } from 'vitest';
import { quantile, recordLatencies } from './record-latency.ts';

const shape = { duration: 10_000, slide: 5000 };

describe('recordLatencies()', () => {
  it('counts until the first row of a window that includes the record', () => {
    const arrivals = [
      { windowStart: 5000, recordCount: 1, time: 12_000 },
      { windowStart: 5000, recordCount: 3, time: 13_000 },
    ];
    expect(recordLatencies([10_500, 10_600, 10_700], arrivals, shape)).toEqual([1500, 2400, 2300]);
  });

  it('uses whichever window of the record arrives first', () => {
    const arrivals = [
      { windowStart: 5000, recordCount: 1, time: 12_000 },
      { windowStart: 10_000, recordCount: 1, time: 11_900 },
    ];
    expect(recordLatencies([10_000], arrivals, shape)).toEqual([1900]);
  });

  it('returns undefined for a record that no row includes', () => {
    expect(recordLatencies([1000, 2000], [{ windowStart: 0, recordCount: 1, time: 3000 }], shape)).toEqual([
      2000,
      undefined,
    ]);
  });
});

describe('quantile()', () => {
  it('returns the value at a share of the sorted values', () => {
    expect([0, 0.5, 0.95, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([1, 3, 4, 4]);
  });
});
