// The compiler takes `a && b` of two columns for the second of them; a rule of typescript-eslint, which the documentation names, does not.
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, it } from 'vitest';
import { root } from '../../setup/paths.mjs';

const file = 'src/column-operators-example.ts';

/** The lines that break the rule, of a program that is linted as if it were a file of src. */
async function brokenLines(lines: readonly string[]): Promise<number[]> {
  const lint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.ts'],
      plugins: { '@typescript-eslint': tseslint.plugin },
      languageOptions: {
        parser: tseslint.parser,
        parserOptions: { projectService: { allowDefaultProject: [file] }, tsconfigRootDir: root },
      },
      rules: { '@typescript-eslint/no-unnecessary-condition': 'error' },
    },
  });
  const [result] = await lint.lintText(lines.join('\n'), { filePath: file });
  expect(result!.fatalErrorCount).toBe(0);
  return result!.messages.map(({ line }) => line);
}

it('lint finds the logical operators of JavaScript between columns', { timeout: 120_000 }, async () => {
  const lines = [
    "import { col } from './functions.ts';",
    "import type { DataFrame } from './index.ts';",
    "export const and = (frame: DataFrame) => frame.filter(col('a').gt(1) && col('b').gt(1));",
    "export const or = (frame: DataFrame) => frame.filter(col('a').gt(1) || col('b').gt(1));",
    "export const choice = (frame: DataFrame) => frame.filter(col('a') ? col('b') : col('c'));",
    "export const right = (frame: DataFrame) => frame.filter(col('a').gt(1).and(col('b').gt(1)));",
  ];
  expect(await brokenLines(lines)).toEqual([3, 4, 5]);
});
