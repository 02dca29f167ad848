import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root, setupDir } from '../../scripts/setup/paths.mjs';
import { sourceUrls } from '../setup/bundle-program.ts';
import { asLocalServer } from '../support/local-state.ts';
import { examplesIn, expectedOutput, isRunnable, pages, withoutSpace } from '../../scripts/checks/docs/doc-examples.ts';

// Inside the clone, so that Node.js finds its packages.
mkdirSync(setupDir, { recursive: true });
const folder = mkdtempSync(join(setupDir, 'doc-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entryPoints = ['index', 'functions', 'kafka', 'opentelemetry', 'local'];
const env = asLocalServer(inject('stateDir'), join(folder, 'state'));

// As the package has it, and once, because Node.js would read three hundred small files for each example.
beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: entryPoints.map((name) => join('src', `${name}.ts`)),
    outdir: join(folder, 'library'),
    bundle: true,
    splitting: true,
    packages: 'external',
    // The process that starts servers has a file of its own, which src/local finds next to its sources.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'src', 'local', 'index.ts')).href) },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    plugins: [sourceUrls],
    logLevel: 'warning',
  });
});

/** Points an example at the test stack and the library. */
function localized(code: string): string {
  const library = (name: string): string => `'./library/${name}.js'`;
  return entryPoints
    .filter((name) => name !== 'index')
    .reduce((text, name) => text.replaceAll(`'spark-connect-ts/${name}'`, library(name)), code)
    .replaceAll("'spark-connect-ts'", library('index'))
    .replaceAll('sc://127.0.0.1:15002', inject('sparkRemote'))
    .replaceAll('127.0.0.1:9092', inject('kafkaServers'))
    .replaceAll('/tmp/spark-examples', folder);
}

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example as a program, and waits for it to end. */
async function run(code: string, name: string): Promise<Outcome> {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, (await transform(localized(code), { loader: 'ts', target: 'node20' })).code);
  const program = spawn(process.execPath, [file], { cwd: root, env });
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
