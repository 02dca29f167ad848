import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as functions from '../../../src/functions.ts';
import { functionCounterparts, memberCounterparts, ownFunctions, sqlCounterparts } from './counterparts.ts';
import { coverageFile, coveragePage, pysparkNames } from './coverage-page.ts';
import { exists, findCoverage } from './find-coverage.ts';

const names = pysparkNames();

it('docs/pyspark-names.md is up to date and lists every PySpark name', async () => {
  expect(readFileSync(coverageFile, 'utf8')).toBe(await coveragePage());
});

it('the library has a counterpart for most PySpark names', () => {
  const entries = findCoverage(names);
  expect(entries.length).toBeGreaterThan(700);
  expect(entries.filter(({ state }) => state === 'absent').length).toBeLessThan(70);
});

it('counterparts lists only names that PySpark has', () => {
  const members = Object.entries(names.classes).flatMap(([name, own]) => own.map((member) => `${name}.${member}`));
  expect(Object.keys(memberCounterparts).filter((name) => !members.includes(name))).toEqual([]);
  expect(Object.keys(functionCounterparts).filter((name) => !names.functions.includes(name))).toEqual([]);
});

it('findCoverage reports a PySpark name without counterpart or reason', () => {
  const only = (name: string) => () => findCoverage({ functions: [name], classes: {} });
  expect(only('no_such_function')).toThrow('functions.no_such_function of PySpark is neither in the library nor');
  expect(() => findCoverage({ functions: [], classes: { DataFrame: ['collectAll'] } })).toThrow('DataFrame.collectAll');
  expect(exists('DataFrame.collect')).toBe(true);
  expect(exists('Window.currentRow')).toBe(true);
  expect(exists('StorageLevel.DISK_ONLY')).toBe(true);
  expect(exists('Nothing.collect')).toBe(false);
});

it('counterparts maps SQL names only to existing names of the library', () => {
  const targets = Object.values(sqlCounterparts).flatMap((known) => ('ours' in known ? [known.ours] : []));
  expect(targets.filter((target) => !exists(target))).toEqual([]);
  expect(Object.keys(ownFunctions).filter((name) => !Object.hasOwn(functions, name))).toEqual([]);
});
