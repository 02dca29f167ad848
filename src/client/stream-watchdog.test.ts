import { expect, it } from 'vitest';
import { parseDuration } from './stream-watchdog.ts';

it.each([
  ['2m', 120_000],
  ['1s', 1000],
  ['100ms', 100],
  ['250', 250],
  ['1h', 3_600_000],
  ['0', 0],
  ['soon', NaN],
  ['1 fortnight', NaN],
])('parseDuration() converts %s to %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
