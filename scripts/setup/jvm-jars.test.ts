import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './paths.mjs';

function pom(...folders: readonly string[]): string {
  return readFileSync(join(root, ...folders, 'pom.xml'), 'utf8');
}

it('proto/pom.xml takes the error messages from the Spark version that the stack runs', () => {
  const stack = pom('stack', 'spark');
  const version = /<spark\.version>([\d.]+)</.exec(stack)?.[1] ?? '';
  const line = /<scala\.line>([\d.]+)</.exec(stack)?.[1] ?? '';
  expect(version).toMatch(/^3\.5\.\d+$/);
  expect(pom('proto')).toMatch(
    new RegExp(`<artifactId>spark-common-utils_${line}</artifactId>\\s*<version>${version}</version>`),
  );
});
