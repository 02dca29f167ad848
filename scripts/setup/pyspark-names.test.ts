import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './paths.mjs';
import { isComplete, namesOnPage } from './pyspark-names.mjs';

const page = readFileSync(join(root, 'docs', 'pyspark-names.md'), 'utf8');

it('namesOnPage() returns every name of PySpark, and the checksum detects a missing or additional one', () => {
  expect(isComplete(namesOnPage(page))).toBe(true);
  expect(isComplete(namesOnPage(page.replace('`abs`, ', '')))).toBe(false);
  expect(isComplete(namesOnPage(page.replace('`abs`, ', '`abs`, `absolute`, ')))).toBe(false);
  expect(isComplete(namesOnPage(''))).toBe(false);
});
