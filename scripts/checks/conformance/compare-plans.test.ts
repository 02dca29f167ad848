import { expect, it } from 'vitest';
import { comparePlans } from './compare-plans.ts';
import { goldenNames } from './golden-files.ts';
import { excluded, plans } from './plan-table.ts';

const outcomes = comparePlans(plans, excluded);

it.each(outcomes)('comparePlans: $name is the plan of Spark’s Scala client', (outcome) => {
  expect(outcome).not.toHaveProperty('problem');
});

it('plan-table builds all but a few of Spark’s plans', () => {
  expect(goldenNames()).toHaveLength(667);
  expect(outcomes.filter(({ result }) => result === 'passed').length).toBeGreaterThanOrEqual(640);
});

it('comparePlans reports a needless exclusion, a wrong plan, a missing plan and an unknown plan', () => {
  const some = comparePlans(
    {
      range: ({ spark }) => spark.range(1, 10, 1, 2),
      limit: ({ simple }) => simple.limit(11),
      nothing: ({ simple }) => simple,
    },
    { range: 'no reason' },
  );
  const problems = new Map(some.flatMap((outcome) => ('problem' in outcome ? [[outcome.name, outcome.problem]] : [])));
  expect(problems.get('range')).toBe('is excluded, but passes');
  expect(problems.get('limit')).toMatch(/"limit":11.*instead of.*"limit":10/s);
  expect(problems.get('offset')).toBe('is not built');
  expect(problems.get('nothing')).toBe('is not one of Spark’s plans');
});
