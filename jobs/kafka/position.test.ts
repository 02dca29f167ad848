import { describe, expect, test } from 'vitest';
import { formatPosition, parsePosition, PositionSet } from './position.ts';

describe('parsePosition', () => {
  test('reads what formatPosition writes', () => {
    const position = { partition: 12, offset: 9_007_199_254_740_991 };
    expect(parsePosition(formatPosition(position))).toEqual(position);
  });

  test.each(['', '1', '1:', ':1', '-1:1', '1:1:1', '1:9007199254740993', '1:x', ' 1:1', 'undefined:undefined'])(
    'rejects "%s"',
    (text) => {
      expect(parsePosition(text)).toBeUndefined();
    },
  );
});

describe('PositionSet', () => {
  test('holds each position once', () => {
    const set = new PositionSet();
    expect([1, 2, 1].map((offset) => set.add({ partition: 0, offset }))).toEqual([true, true, false]);
    expect(set.add({ partition: 1, offset: 1 })).toBe(true);
    expect(set.size).toBe(3);
    expect(set.has({ partition: 1, offset: 2 })).toBe(false);
    expect(set.has({ partition: 2, offset: 1 })).toBe(false);
  });
});
