import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../setup/paths.mjs';
import { compile, compilers, withProject, type Compiler } from './compile.ts';

/** What a compiler says of a program and of the declarations of the package it uses. */
async function linesOf(compiler: Compiler, declarations: string, program: string): Promise<readonly string[]> {
  return withProject(async (folder) => {
    const installed = join(folder, 'node_modules', 'spark-connect-ts');
    mkdirSync(installed, { recursive: true });
    const manifest = { name: 'spark-connect-ts', type: 'module', types: 'index.d.ts' };
    writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(installed, 'index.d.ts'), declarations);
    writeFileSync(join(folder, 'consumer.ts'), program);
    return (await compile(compiler, folder)).lines;
  });
}

it('compile() reports an error in declarations that the program does not use', { timeout: 60_000 }, async () => {
  const wrong = 'export interface Box<out T> {\n  put: (value: T) => void;\n}\n';
  const program = "import type { Box } from 'spark-connect-ts';\nexport const boxes: Box<string>[] = [];\n";
  expect(await linesOf('typescript-7', wrong, program)).toEqual([expect.stringMatching(/index\.d\.ts.* error TS2636/)]);
  const right = wrong.replace('out', 'in');
  expect(await linesOf('typescript-7', right, program)).toEqual([]);
});

it('each compiler has the version in its name', () => {
  const versions = compilers.map((name) => {
    const manifest = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  });
  expect(versions.map((version) => version.split('.').slice(0, 2).join('.'))).toEqual(['5.8', '5.9', '6.0', '7.0']);
});
