import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root, setupDir } from '../../scripts/setup/paths.mjs';
import { sourceUrls } from '../setup/bundle-program.ts';
import { asLocalServer } from '../../stack/as-local-server.ts';
import {
  examplesIn,
  expectedOutput,
  isRunnable,
  pages,
  sources,
  withoutSpace,
  type Example,
} from '../../scripts/checks/docs/doc-examples.ts';

// Inside the clone, so that Node.js finds its packages.
mkdirSync(setupDir, { recursive: true });
const folder = mkdtempSync(join(setupDir, 'doc-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entryPoints = ['index', 'functions', 'kafka', 'opentelemetry', 'local'];
const env = { ...asLocalServer(inject('stateDir'), join(folder, 'state')), KAFKAJS_NO_PARTITIONER_WARNING: '1' };

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
  /** What each example has printed. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

const mark = '=== next example ===\n';

/** Runs examples one after another in a process, because a start of Node.js takes as long as most of them, and waits for its end. */
async function run(examples: readonly Example[], name: string): Promise<Outcome> {
  const files = await Promise.all(
    examples.map(async ({ line, code }, index) => {
      const file = join(folder, `${name}-${index}-line-${line}.mjs`);
      writeFileSync(file, (await transform(localized(code), { loader: 'ts', target: 'node20' })).code);
      return pathToFileURL(file).href;
    }),
  );
  const program = join(folder, `${name}.mjs`);
  writeFileSync(
    program,
    `for (const file of ${JSON.stringify(files)}) {
      await import(file).catch(console.error);
      for (const stream of [process.stdout, process.stderr]) stream.write(${JSON.stringify(mark)});
    }`,
  );
  const child = spawn(process.execPath, [program], { cwd: folder, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, stdout: stdout.split(mark), stderr: stderr.split(mark) };
}

/** Describes a test for each example of a page, and one for the end of the program. */
function describeExamples(title: string, name: string, all: readonly Example[]): void {
  describe(title, () => {
    const examples = all.filter(isRunnable);
    let outcome: Outcome;
    beforeAll(async () => {
      outcome = await run(examples, name);
    });

    it.each(examples.map(({ file, line, code }, index) => [file, line, index, code] as const))(
      '%s:%i runs successfully and prints the documented output',
      (file, _line, index, code) => {
        const expected = expectedOutput(code);
        expect(outcome.stderr[index]).toBe('');
        // An example of a doc comment need not print anything.
        if (!file.endsWith('.ts')) expect(expected).toBeDefined();
        if (expected) expect(withoutSpace(outcome.stdout[index] ?? '')).toMatch(expected);
      },
    );

    it('the program ends by itself', () => {
      expect(outcome).toMatchObject({ exitCode: 0, stderr: Array.from({ length: examples.length + 1 }, () => '') });
    });
  });
}

// The examples of a page run in order, since a reader works through the page with one stack.
for (const file of pages().filter((page) => examplesIn(page).some(isRunnable))) {
  describeExamples(`examples in ${file}`, file.replaceAll(/\W/g, '-'), examplesIn(file));
}

describeExamples('examples in doc comments', 'doc-comments', sources().flatMap(examplesIn));
