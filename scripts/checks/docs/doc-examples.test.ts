import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, setupDir } from '../../setup/paths.mjs';
import { blocksIn, examplesIn, expectedOutput, pages, sources, withoutSpace, type Example } from './doc-examples.ts';

/** Returns the compiler errors in the examples, with their places in the documentation. */
function compile(examples: readonly Example[]): string[] {
  mkdirSync(setupDir, { recursive: true });
  const folder = mkdtempSync(join(setupDir, 'doc-examples-'));
  try {
    examples.forEach(({ code }, index) => writeFileSync(join(folder, `${index}.ts`), code));
    const paths = {
      'spark-connect-ts': ['../../src/index.ts'],
      'spark-connect-ts/functions': ['../../src/functions.ts'],
      'spark-connect-ts/kafka': ['../../src/kafka.ts'],
      'spark-connect-ts/cloud': ['../../src/cloud.ts'],
      'spark-connect-ts/local': ['../../src/local.ts'],
      'spark-connect-ts/opentelemetry': ['../../src/opentelemetry.ts'],
    };
    const compilerOptions = { paths, noUnusedLocals: false, noUnusedParameters: false };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    // The compiler in machine code, which reads the library in a tenth of the time.
    const tsc = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '--noEmit', '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const problems = stdout.split('\n').flatMap((line) => {
      const [, index, lineInExample, problem] = /^(\d+)\.ts\((\d+),\d+\): error (.*)/.exec(line) ?? [];
      const example = examples[Number(index)];
      return example ? [`${example.file}:${example.line + Number(lineInExample) - 1} ${problem}`] : [];
    });
    return problems.length === 0 && status !== 0 ? [stdout] : problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('the examples of the documentation compile', { timeout: 60_000 }, () => {
  const examples = [...sources(), ...pages()].flatMap(examplesIn);
  expect(examples.length).toBeGreaterThan(10);
  expect(compile(examples)).toEqual([]);
});

it('this check reports the place of an example that does not compile', { timeout: 60_000 }, () => {
  const code = "import { SparkSession } from 'spark-connect-ts';\nSparkSession.nothing();\n";
  expect(compile([{ file: 'README.md', line: 10, info: 'ts', code }])).toEqual([
    expect.stringMatching(/^README\.md:11 TS2339: Property 'nothing' does not exist/),
  ]);
});

it('the code blocks of the documentation are of a tested kind, or say why they cannot run', () => {
  const kind = /^(ts|ts no-run: \w.+|python|sh|text|mermaid)$/;
  const others = [...sources(), ...pages()].flatMap(blocksIn).filter(({ info }) => !kind.test(info));
  expect(others).toEqual([]);
});

it('the Python code of the documentation is valid', () => {
  const examples = pages()
    .flatMap(blocksIn)
    .filter(({ info }) => info === 'python');
  expect(examples.length).toBeGreaterThan(5);
  const parse = 'import ast, json, sys\nfor each in json.load(sys.stdin): ast.parse(each["code"], each["file"])';
  const { stderr } = spawnSync('python3', ['-c', parse], { input: JSON.stringify(examples), encoding: 'utf8' });
  expect(stderr).toBe('');
});

it.each([
  ['rows', '[\n  { a: 1n },\n  { a: 2n }\n]\n', true],
  ['rows', '[\n  { a: 1n }\n]\n{ a: 2n }', false],
  ['rows', '[\n  { a: 3n },\n  { a: 2n }\n]\n', false],
  ['rows', '', false],
])('expectedOutput is compared with the actual output: %s, %j', (name, printed, expected) => {
  const code = `console.log(${name}); // [{ a: 1n }, …\nconsole.log('between');\n  console.log(last), // …2n }]`;
  expect(expectedOutput(code)?.test(withoutSpace(printed))).toBe(expected);
  expect(expectedOutput("console.log('nothing said');")).toBeUndefined();
});
