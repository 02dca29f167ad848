import { describe, expect, it } from 'vitest';
import { formatPress, judgeDemo, pressHeader, recoveryByKind, type Press } from './demo-figures.ts';

const press = (number: number, change: Partial<Press> = {}): Press => ({
  number,
  killed: number % 2 === 0 ? 'spark' : 'driver',
  at: number * 20,
  up: 5,
  recovered: 10 + number,
  sent: number * 1000,
  tab: 8,
  rss: { demo: 150, driver: 120, producer: 90, spark: 900, kafka: 400 },
  ...change,
});
const presses = (change: (number: number) => Partial<Press> = () => ({})): Press[] =>
  Array.from({ length: 9 }, (_, index) => press(index + 1, change(index + 1)));
const verdicts = (of: readonly Press[]): string[] => judgeDemo(of).map(({ verdict }) => verdict);

describe('judgeDemo', () => {
  it('passes presses that recovered and a tab that is flat after the warm-up', () => {
    expect(verdicts(presses((number) => ({ tab: number < 4 ? number : 8 })))).toEqual(['flat', 'flat']);
  });

  it('fails a press that did not recover, and names it', () => {
    const [recovery] = judgeDemo(presses((number) => (number === 4 ? { recovered: null, problem: 'It hangs.' } : {})));
    expect(recovery).toEqual({
      name: 'recovery',
      verdict: 'failed',
      text: 'press 4 (spark) did not recover: It hangs.',
    });
  });

  it('fails a tab that grows', () => {
    expect(verdicts(presses((number) => ({ tab: number })))).toEqual(['flat', 'failed']);
  });

  it('leaves the growth of the tab open after a few presses', () => {
    expect(verdicts(presses().slice(0, 3))).toEqual(['flat', 'open']);
  });
});

it('recoveryByKind returns the median and the maximum of each kind', () => {
  expect(recoveryByKind(presses())).toEqual([
    { killed: 'driver', presses: 5, p50: 15, max: 19 },
    { killed: 'spark', presses: 4, p50: 14, max: 18 },
  ]);
});

it('formatPress aligns the columns with the header', () => {
  expect(formatPress(press(1, { recovered: null }))).toHaveLength(pressHeader.length);
  expect(formatPress(press(1, { recovered: null }))).toContain('never');
});
