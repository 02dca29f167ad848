import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDeclarations } from '../../build/declarations.ts';
import { root, setupDir } from '../../setup/paths.mjs';
import { errorLines, runCommand } from '../../setup/run-command.mjs';

/** The compilers that users may have, by the names under which package.json installs them: the last three minors in JavaScript, and 7. */
export const compilers = ['typescript-5.8', 'typescript-5.9', 'typescript', 'typescript-7'] as const;

export type Compiler = (typeof compilers)[number];

/** What a run of a compiler says. */
export interface Outcome {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** As strict as a user's project can be; the package's declarations are checked like the program, TypeScript's own are not. */
const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
};

/** Calls a function with an empty project inside the clone, whose packages it finds, and removes it afterwards. */
export async function withProject<T>(use: (folder: string) => Promise<T>): Promise<T> {
  mkdirSync(setupDir, { recursive: true });
  const folder = mkdtempSync(join(setupDir, 'compilers-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Installs the package in a project: its declarations, and what says where they are. Other checks find errors in the sources. Returns what
 * the compiler complains about.
 */
export async function installDeclarations(folder: string): Promise<readonly string[]> {
  const installed = join(folder, 'node_modules', 'spark-connect-ts');
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  return writeDeclarations(join(installed, 'dist'), ['--noCheck']);
}

/** Puts the programs into a project, with the names of the package in the place of its files. */
export function writeConsumer(folder: string): void {
  for (const name of ['consumer.ts', 'exporter.ts']) {
    const code = readFileSync(join(root, 'scripts', 'checks', 'compilers', name), 'utf8')
      .replace("'../../../src/index.ts'", "'spark-connect-ts'")
      .replaceAll(/'\.\.\/\.\.\/\.\.\/src\/(\w+)\.ts'/g, "'spark-connect-ts/$1'");
    writeFileSync(join(folder, name), code);
  }
}

/** Compiles the project, and then the declarations that it has, as a user of it does. */
export async function compile(compiler: Compiler, folder: string): Promise<Outcome> {
  const declared = join(folder, `declared-${compiler}`);
  const outcome = await tsc(compiler, folder, ['--declaration', '--emitDeclarationOnly', '--outDir', declared]);
  if (!outcome.ok) return outcome;
  const settings = join(folder, `declared-${compiler}.json`);
  const files = readdirSync(declared).map((name) => join(declared, name));
  writeFileSync(settings, JSON.stringify({ compilerOptions, files }));
  return tsc(compiler, folder, ['-p', settings, '--noEmit']);
}

async function tsc(compiler: Compiler, cwd: string, args: readonly string[]): Promise<Outcome> {
  const command = [join(root, 'node_modules', compiler, 'bin', 'tsc'), '--pretty', 'false', ...args];
  const { ok, output } = await runCommand(process.execPath, command, { cwd });
  return { ok, lines: ok ? [] : errorLines(output, /error/) };
}
