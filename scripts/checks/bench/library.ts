import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../command-line/user-error.ts';
import { filesBelow, fingerprint, readIfPresent, writeWhole } from '../../setup/fingerprint.mjs';
import type * as functionsModule from '../../../src/functions.ts';
import type * as main from '../../../src/index.ts';
import { root, setupDir } from '../../setup/paths.mjs';
import { errorLines, runCommand } from '../../setup/run-command.mjs';

/** The exports of the package, of both entry points. */
export type Library = typeof main & { readonly functions: typeof functionsModule };

const entryFile = join(root, 'dist', 'index.js');
const stamp = join(setupDir, 'bench', 'build.stamp');

/** Builds `dist` unless it is up to date, because the benchmark measures the package as its users install it. */
export async function buildLibrary(onProgress: (line: string) => void): Promise<void> {
  const sources = ['src', 'gen', join('companion', 'src')].flatMap((folder) => filesBelow(join(root, folder)));
  const settings = ['tsconfig.build.json', 'package-lock.json', join('scripts', 'build.ts')];
  const wanted = fingerprint([...sources, ...settings.map((file) => join(root, file))]);
  if (existsSync(entryFile) && readIfPresent(stamp) === wanted) return;
  onProgress('Building dist/ …');
  const build = [join(root, 'scripts', 'run.mjs'), join(root, 'scripts', 'build.ts')];
  const { ok, output } = await runCommand(process.execPath, build);
  if (!ok) throw new UserError(`The build failed: ${errorLines(output, /error/).join(' ')}`);
  writeWhole(stamp, wanted ?? '');
}

/** Imports the built package. */
export async function loadLibrary(): Promise<Library> {
  const [first, functions] = await Promise.all(
    ['spark-connect-ts', 'spark-connect-ts/functions'].map((name) => import(name) as Promise<object>),
  );
  return { ...first, functions } as Library;
}
