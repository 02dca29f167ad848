import { expect, it } from 'vitest';
import { PlanIds } from './plan-ids.ts';
import { attribute, callFunction } from './expression.ts';
import { literal } from './literal.ts';
import { filter, range } from './relation.ts';

const numbers = range(0n, 1n, 1n);

it('ids are unique across sessions and shared by all objects of a session', () => {
  const [first, again, other] = [PlanIds.of('a'), PlanIds.of('a'), PlanIds.of('b')];
  const ids = [first, again, other, first].map((each) => each.createRelation(numbers).common?.planId);
  expect(new Set(ids).size).toBe(4);
  expect(() => again.createRelation(filter(first.createRelation(numbers), literal(true)))).not.toThrow();
  expect(() => other.createRelation(filter(first.createRelation(numbers), literal(true)))).toThrow('another session');
});

it('requireOwn() checks very deep and very wide expressions', () => {
  const [mine, other] = [PlanIds.of('a'), PlanIds.of('b')];
  const foreign = attribute('id', other.createRelation(numbers).common?.planId);
  let deep = foreign;
  for (let depth = 0; depth < 20_000; depth++) deep = callFunction('negative', [deep]);
  expect(() => mine.requireOwn(deep)).toThrow('another session');
  const wide = callFunction('in', [foreign, ...Array.from({ length: 150_000 }, (_, value) => literal(value))]);
  expect(() => mine.requireOwn(wide)).toThrow('another session');
});
