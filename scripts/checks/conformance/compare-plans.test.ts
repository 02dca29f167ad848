import { expect, it } from 'vitest';
import { comparePlans } from './compare-plans.ts';
import { goldenNames } from './golden-files.ts';
import { excluded, plans } from './plan-table.ts';

const outcomes = comparePlans(plans, excluded);

it.each(outcomes)('the plan of Spark’s own client: $name', (outcome) => {
  expect(outcome).not.toHaveProperty('problem');
});

it('all but a few of Spark’s plans are built', () => {
  expect(goldenNames()).toHaveLength(667);
  expect(outcomes.filter(({ result }) => result === 'passed').length).toBeGreaterThanOrEqual(640);
});

it('an exclusion without need, a wrong plan, a missing one and an unknown one are told', () => {
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
  expect(problems.get('offset')).toBe('nobody builds it');
  expect(problems.get('nothing')).toBe('is no plan of Spark');
});
