import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { ESLint } from 'eslint';
import { getFileInfo } from 'prettier';
import { afterEach, describe, expect, it } from 'vitest';
import importRules from '../../../.dependency-cruiser.mjs';
import { root } from '../../setup/paths.mjs';

type Files = Readonly<Record<string, string>>;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Returns the import rules that a tree of these files violates. */
async function brokenRules(files: Files): Promise<string[]> {
  const baseDir = mkdtempSync(join(tmpdir(), 'guards-'));
  folders.push(baseDir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(baseDir, dirname(path)), { recursive: true });
    writeFileSync(join(baseDir, path), text);
  }
  const { forbidden } = importRules;
  const options = { baseDir, ruleSet: { forbidden }, validate: true, tsPreCompilationDeps: true } as const;
  const { output } = await cruise(Object.keys(files), options);
  const names = (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
  return [...new Set(names)];
}

const leaf = 'export const a = 1;\nexport type A = typeof a;\n';
const importOf = (path: string): string => `export { a } from '${path}';\n`;
const typeImportOf = (path: string): string => `import type { A } from '${path}';\nexport type B = A;\n`;

describe('the import rules', () => {
  it.each([
    ['a layer of src imports from a higher layer', 'src/types/x.ts', 'src/client/y.ts', 'layer-types'],
    ['execution imports dataframe', 'src/execution/x.ts', 'src/dataframe/y.ts', 'layer-execution'],
    ['a layer imports an entry point', 'src/dataframe/x.ts', 'src/index.ts', 'layer-dataframe'],
    ['dataframe imports generated code', 'src/dataframe/x.ts', 'gen/y.ts', 'generated-messages'],
    ['the library imports the stack', 'src/client/x.ts', 'stack/y.ts', 'library-alone'],
    ['a job imports an internal module of the library', 'jobs/x.ts', 'src/client/y.ts', 'jobs-use-entry-points'],
    ['a job imports a script', 'jobs/x.ts', 'scripts/y.ts', 'jobs-below-scripts'],
    ['windows import a command', 'jobs/windows/x.ts', 'jobs/consume/y.ts', 'shared-jobs-below-commands'],
    ['the monitor imports the page', 'jobs/monitor/x.ts', 'jobs/web/y.ts', 'monitor-below-web'],
    ['the page imports a command', 'jobs/web/x.ts', 'jobs/consume/y.ts', 'web-below-commands'],
    ['the page in the browser imports the server', 'jobs/web/page/x.ts', 'jobs/web/y.ts', 'page-alone'],
    ['the stack imports a job', 'stack/x.ts', 'jobs/y.ts', 'stack-below-jobs'],
    ['command-line imports the stack', 'command-line/x.ts', 'stack/y.ts', 'command-line-alone'],
    ['set-up imports other modules', 'scripts/setup/x.mjs', 'command-line/y.ts', 'setup-alone'],
    ['a test helper imports a script', 'test/support/x.ts', 'scripts/y.ts', 'test-support-below-scripts'],
    ['a model imports a job', 'scripts/checks/models/x.ts', 'jobs/y.ts', 'models-alone'],
    ['a script imports a test helper', 'scripts/x.ts', 'test/support/y.ts', 'no-imports-of-tests'],
  ])('forbid that %s', async (_, from, to, rule) => {
    const path = `${'../'.repeat(from.split('/').length - 1)}${to}`;
    expect(await brokenRules({ [from]: importOf(path), [to]: leaf })).toContain(rule);
  });

  it('forbid a cycle at run time', async () => {
    const files = { 'src/plan/x.ts': importOf('./y.ts'), 'src/plan/y.ts': `${importOf('./x.ts')}` };
    expect(await brokenRules(files)).toEqual(expect.arrayContaining(['no-cycle', 'no-run-time-cycle']));
  });

  it('forbid a cycle of types', async () => {
    const files = { 'src/plan/x.ts': typeImportOf('./y.ts'), 'src/plan/y.ts': `${leaf}${typeImportOf('./x.ts')}` };
    expect(await brokenRules(files)).toEqual(['no-cycle']);
  });

  const dataFrame = 'src/dataframe/data-frame.ts';
  const groupedData = 'src/dataframe/grouped-data.ts';

  it('allow a cycle of types between listed files', async () => {
    const files = { [dataFrame]: `${leaf}${importOf('./grouped-data.ts')}`, [groupedData]: typeImportOf(dataFrame) };
    files[groupedData] = `${leaf}${typeImportOf('./data-frame.ts')}`;
    files[dataFrame] = `import { a as other } from './grouped-data.ts';\n${leaf}export const b = other;\n`;
    expect(await brokenRules(files)).toEqual([]);
  });

  it('forbid a cycle at run time between listed files', async () => {
    const files = { [dataFrame]: importOf('./grouped-data.ts'), [groupedData]: importOf('./data-frame.ts') };
    expect(await brokenRules(files)).toEqual(['no-run-time-cycle']);
  });

  it('forbid a third file in the cycle of two listed files', async () => {
    const files = {
      [dataFrame]: importOf('./grouped-data.ts'),
      [groupedData]: typeImportOf('./third.ts'),
      'src/dataframe/third.ts': `${leaf}${typeImportOf('./data-frame.ts')}`,
    };
    expect(await brokenRules(files)).toContain('other-cycle');
  });
});

it('the linter rejects a switch in which a new type falls into the default case', async () => {
  const file = 'scripts/checks/guards/fixtures/new-type.ts';
  const [result] = await new ESLint({ cwd: root, ignore: false }).lintFiles(file);
  expect(result!.messages.map(({ ruleId }) => ruleId)).toEqual(['@typescript-eslint/switch-exhaustiveness-check']);
});

it('the formatter checks every TypeScript file of the repository', async () => {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const ignorePath = join(root, '.prettierignore');
  const infos = await Promise.all(
    files.map(async (file) => ({ file, ...(await getFileInfo(join(root, file), { ignorePath })) })),
  );
  expect(infos.filter(({ ignored }) => ignored).map(({ file }) => file)).toEqual([]);
  expect(files).toContain('stack/start-stack.ts');
});
