import { expect, test } from 'vitest';
import { bytes, count, dollars, duration, rate, seconds, shortDollars, unknown } from './format.ts';

test.each([
  [count, 1234567, '1,234,567'],
  [dollars, 1234.5, '$1,234.50'],
  [shortDollars, 28_172_500, '$28.2M'],
  [rate, 12.34, '12.3/s'],
  [rate, 1234.5, '1,235/s'],
  [duration, 420, '420 ms'],
  [duration, 1400, '1.40 s'],
  [duration, 125_000, '2 min 5 s'],
  [duration, 7_500_000, '2 h 5 min'],
  [seconds, 32, '32 s'],
  [seconds, 150, '2 min 30 s'],
  [bytes, 0, '0 B'],
  [bytes, 999, '999 B'],
  [bytes, 2_400_000, '2.4 MB'],
] as const)('%o formats %d as %s', (format, value, text) => {
  expect(format(value)).toBe(text);
});

test('shows a dash for a value that is not known', () => {
  expect([count(null), duration(undefined)]).toEqual([unknown, unknown]);
});
