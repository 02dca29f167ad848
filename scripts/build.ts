// Builds dist/ (declarations with tsc, one bundle per entry point with esbuild) and the license files. npm run build
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { writeLicenses } from './build/licenses.ts';
import { root } from './setup/paths.mjs';
import { errorLines, runCommand } from './setup/run-command.mjs';

/** The entry points of the package, as in the exports of package.json. */
const entryPoints = ['index', 'functions', 'kafka', 'opentelemetry'];

rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const declarations = await runCommand(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--pretty', 'false']);
if (!declarations.ok) {
  for (const line of errorLines(declarations.output, /error/)) console.error(line);
  process.exit(1);
}

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@grpc/grpc-js', '@opentelemetry/api', '@babel/standalone', '@google-cloud/dataproc', '@aws-sdk/*', 'ws'],
  keepNames: true,
  sourcemap: true,
  // The package does not contain the sources, so the source maps do.
  sourcesContent: true,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/** Makes a bundle import that of src/index.ts instead of containing it. */
const importIndex: Plugin = {
  name: 'import-index',
  setup(bundle) {
    bundle.onResolve({ filter: /^(\.\.\/)+index\.ts$/ }, () => ({ path: './index.js', external: true }));
  },
};

// Bundled, because Node took 70 ms longer to find and read three hundred small files, and a script that runs a single query takes
// only 235 ms. The protobuf runtime consists of many files too, so it is bundled as well.
const library = await build({ ...common, entryPoints: entryPoints.map((name) => join('src', `${name}.ts`)) });
// Separately, because code that is shared with a further entry point would be a further file for all programs to read.
const cloud = await build({ ...common, entryPoints: [join('src', 'cloud.ts')], plugins: [importIndex] });
await writeLicenses({ ...library.metafile, outputs: { ...library.metafile.outputs, ...cloud.metafile.outputs } });
copyFileSync(join(root, 'companion', 'target', 'companion.jar'), join(root, 'dist', 'companion.jar'));
