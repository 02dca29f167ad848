import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import * as functions from '../../src/functions.ts';
import { SparkSession } from '../../src/index.ts';
import { ownFunctions, sqlCounterparts } from '../../scripts/checks/coverage/counterparts.ts';
import { pysparkNames } from '../../scripts/checks/coverage/coverage-page.ts';

let spark: SparkSession;
let engine: readonly string[];
beforeAll(async () => {
  spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
  const shown = await (await spark.sql<{ function: string }>('SHOW SYSTEM FUNCTIONS')).collect();
  engine = shown.map((row) => row.function);
});
afterAll(() => spark.stop());

it('every function of the engine is a function here, or it is said what to write instead', () => {
  expect(engine.length).toBeGreaterThan(400);
  const missing = engine.filter((name) => !Object.hasOwn(functions, name) && !Object.hasOwn(sqlCounterparts, name));
  expect(missing).toEqual([]);
  expect(Object.keys(sqlCounterparts).filter((name) => !engine.includes(name))).toEqual([]);
});

it('every function here is one of the engine or of PySpark, or it is said why it is there', () => {
  const known = [...engine, ...pysparkNames().functions];
  const own = Object.keys(functions).filter((name) => !known.includes(name));
  expect(own).toEqual(Object.keys(ownFunctions));
});
