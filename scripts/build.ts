// Builds dist/: declarations by tsc, a file for each door of the package by esbuild; and the licences. npm run build
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeLicences } from './build/licences.ts';
import { root } from './setup/paths.mjs';
import { errorLines, runCommand } from './setup/run-command.mjs';

/** The doors of the package, by the names that package.json exports. */
const doors = ['index', 'functions', 'kafka'];

rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const declarations = await runCommand(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--pretty', 'false']);
if (!declarations.ok) {
  for (const line of errorLines(declarations.output, /error/)) console.error(line);
  process.exit(1);
}

// In few files: Node took 70 ms longer to find and read three hundred small ones, and a script that asks one thing is over in
// 235. The protobuf runtime is many files itself, so it goes along.
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: doors.map((door) => join('src', `${door}.ts`)),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@grpc/grpc-js'],
  keepNames: true,
  sourcemap: true,
  // The sources are not in the package, so its maps hold them.
  sourcesContent: true,
  metafile: true,
  logLevel: 'warning',
});
await writeLicences(metafile);
