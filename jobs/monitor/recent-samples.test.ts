import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecentSamples } from './recent-samples.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('RecentSamples forgets samples that are older than its span', () => {
  const samples = new RecentSamples(5000);
  samples.add(10);
  vi.advanceTimersByTime(3000);
  samples.add(5);
  expect([samples.values, samples.perSecond]).toEqual([[10, 5], 3]);
  vi.advanceTimersByTime(2500);
  expect([samples.values, samples.perSecond]).toEqual([[5], 1]);
  vi.advanceTimersByTime(5000);
  expect([samples.values, samples.perSecond]).toEqual([[], 0]);
});
