import { expect, test } from 'vitest';
import { planKills, recordsBeforeKill, targets, type KillPlan } from './kill-plan.ts';

test('planKills depends only on the seed, and takes the targets in turn', () => {
  const plans = planKills(6, 42);
  expect(planKills(6, 42)).toEqual(plans);
  expect(planKills(6, 43).map(({ moment }) => moment)).not.toEqual(plans.map(({ moment }) => moment));
  expect(planKills(7, 42).map(({ target }) => target)).toEqual([...targets, 'driver']);
  expect(planKills(3, 42, ['kafka', 'all']).map(({ target }) => target)).toEqual(['kafka', 'all', 'kafka']);
  expect(new Set(plans.map(({ moment }) => moment)).size).toBe(6);
});

test.each([
  [0, 40, 40],
  [0.5, 40, 160],
  [0.999, 40, 280],
  [0.999, 300, 300],
])(
  'recordsBeforeKill: at moment %d, with %d records at the first window, the kill comes after %d records',
  (moment, first, wanted) => {
    expect(recordsBeforeKill({ moment } as KillPlan, first, 300, 10)).toBe(wanted);
  },
);
