import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { root, setupDir } from '../../scripts/setup/paths.mjs';
import { examplesIn, expectedOutput, isRunnable, pages, withoutSpace } from '../../scripts/checks/docs/doc-examples.ts';

// Inside the clone, so that Node.js finds its packages.
mkdirSync(setupDir, { recursive: true });
const folder = mkdtempSync(join(setupDir, 'doc-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Points an example at the test stack and the library in src/. */
function localized(code: string): string {
  const source = (name: string): string => `'${pathToFileURL(join(root, 'src', `${name}.ts`)).href}'`;
  return code
    .replaceAll('sc://127.0.0.1:15002', inject('sparkRemote'))
    .replaceAll('127.0.0.1:9092', inject('kafkaServers'))
    .replaceAll('/tmp/spark-examples', folder)
    .replaceAll("'spark-connect-ts/functions'", source('functions'))
    .replaceAll("'spark-connect-ts/kafka'", source('kafka'))
    .replaceAll("'spark-connect-ts/opentelemetry'", source('opentelemetry'))
    .replaceAll("'spark-connect-ts'", source('index'));
}

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example as a program, and waits for it to end. */
async function run(code: string, name: string): Promise<Outcome> {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, localized(code));
  const program = spawn(process.execPath, [join('scripts', 'run.mjs'), file], { cwd: root });
  let [stdout, stderr] = ['', ''];
  program.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  program.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exitCode = await new Promise<number | null>((resolve) => program.once('close', resolve));
  return { exitCode, stdout, stderr };
}

// The examples of a page run in order, since a reader works through the page with one stack.
describe.each(pages().filter((file) => examplesIn(file).some(isRunnable)))('examples in %s', (file) => {
  const examples = examplesIn(file).filter(isRunnable);

  it.each(examples.map(({ line, code }) => [line, code] as const))(
    'line %i runs successfully and prints the documented output',
    async (line, code) => {
      const { exitCode, stdout, stderr } = await run(code, `${file.replaceAll(/\W/g, '-')}-${line}`);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(withoutSpace(stdout)).toMatch(expectedOutput(code) ?? 'a comment with the expected output');
    },
  );
});
