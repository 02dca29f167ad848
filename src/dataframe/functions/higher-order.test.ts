import { expect, it } from 'vitest';
import { aggregate, array, exists, lit, transform } from '../../functions.ts';
import { SparkSession, type Column } from '../../index.ts';

const planOf = (column: Column): string =>
  JSON.stringify(SparkSession.builder.offline().range(1).select(column).toPlan().toJSON());
const namesIn = (plan: string): string[] =>
  [...plan.matchAll(/"nameParts":\["(\w+)"\]/g)].map(([, name]) => name ?? '');

const nested = (): Column =>
  transform(array(1), (x) =>
    aggregate(
      transform(array(2), (y) => y.plus(x)),
      lit(0),
      (sum, each) => sum.plus(each),
    ),
  );

it('a nested lambda gets distinct, deterministic variable names', () => {
  expect([...new Set(namesIn(planOf(nested())))].sort()).toEqual(['x', 'x_1', 'y_1']);
  expect(planOf(nested())).toBe(planOf(nested()));
});

it('a lambda that throws does not affect the names of the next one', () => {
  const failing = (): Column =>
    exists('a', () => {
      throw new Error('mine');
    });
  expect(failing).toThrow('mine');
  expect(namesIn(planOf(transform('a', (x) => x.plus(1))))).toEqual(['x', 'x']);
});
