import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testWithMaven } from '../../scripts/setup/jvm-jars.mjs';
import { root } from '../../scripts/setup/paths.mjs';

const folder = join(root, 'companion');
const reports = join(folder, 'target', 'surefire-reports');

it('the unit tests of the companion jar pass', { timeout: 300_000 }, async () => {
  rmSync(reports, { recursive: true, force: true });
  await testWithMaven(join(folder, 'pom.xml'));
  const suites = readdirSync(reports)
    .filter((name) => name.endsWith('.xml'))
    .map((name) => readFileSync(join(reports, name), 'utf8'));
  const count = (attribute: string): number =>
    suites.reduce((sum, xml) => sum + Number(new RegExp(`<testsuite [^>]*\\b${attribute}="(\\d+)"`).exec(xml)![1]), 0);
  expect(count('tests')).toBeGreaterThan(40);
  expect(count('skipped')).toBe(0);
});
