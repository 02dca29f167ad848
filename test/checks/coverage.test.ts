import { expect } from 'vitest';
import * as functions from '../../src/functions.ts';
import { ownFunctions, sqlCounterparts } from '../../scripts/checks/coverage/counterparts.ts';
import { pysparkNames } from '../../scripts/checks/coverage/coverage-page.ts';
import { test as sparkTest } from '../support/spark-test.ts';

const it = sparkTest.extend('engine', { scope: 'file' }, async ({ spark }) => {
  const shown = await (await spark.sql<{ function: string }>('SHOW SYSTEM FUNCTIONS')).collect();
  return shown.map((row) => row.function);
});

it('every function of the engine is exported or has a documented counterpart', ({ engine }) => {
  expect(engine.length).toBeGreaterThan(400);
  const missing = engine.filter((name) => !Object.hasOwn(functions, name) && !Object.hasOwn(sqlCounterparts, name));
  expect(missing).toEqual([]);
});

it('every documented counterpart is for a function of the engine that is not exported', ({ engine }) => {
  const counterparts = Object.keys(sqlCounterparts);
  expect(counterparts.filter((name) => !engine.includes(name))).toEqual([]);
  expect(counterparts.filter((name) => Object.hasOwn(functions, name))).toEqual([]);
});

it('every exported function is known to the engine or PySpark, or listed with a reason', ({ engine }) => {
  const known = [...engine, ...pysparkNames().functions];
  const own = Object.keys(functions).filter((name) => !known.includes(name));
  expect(own).toEqual(Object.keys(ownFunctions));
});
