import { expect, test } from 'vitest';
import { percentile } from './percentile.ts';

test('percentile() returns the value at the nearest rank', () => {
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(percentile([4, 1, 3, 2], 0.95)).toBe(4);
  expect(percentile([], 0.5)).toBeNull();
});
