// Builds dist/ (declarations with tsc and rollup, one bundle per entry point with esbuild) and the license files. npm run build
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { writeDeclarations } from './build/declarations.ts';
import { embedDescriptors } from './build/descriptors/embed-descriptors.ts';
import { writeLicenses } from './build/licenses.ts';
import { root } from './setup/paths.mjs';

/** The entry points whose bundles share code. */
const libraryEntries = ['index', 'functions', 'kafka', 'opentelemetry'];

rmSync(join(root, 'dist'), { recursive: true, force: true });
const complaints = await writeDeclarations(join(root, 'dist'));
if (complaints.length > 0) {
  for (const line of complaints) console.error(line);
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
  external: [
    '@grpc/grpc-js',
    '@opentelemetry/api',
    '@babel/standalone',
    '@google-cloud/dataproc',
    '@aws-sdk/*',
    'ws',
    'vega',
    'vega-lite',
    'sharp',
  ],
  // Node reads a quarter less. Names stay, and lines stay short, for those who read a stack trace.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  keepNames: true,
  sourcemap: true,
  // The package does not contain the sources, so the source maps do.
  sourcesContent: true,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/** Makes a bundle import those of src/index.ts and src/functions.ts instead of containing them. */
const importLibrary: Plugin = {
  name: 'import-library',
  setup(bundle) {
    bundle.onResolve({ filter: /^(\.\.\/)+(src\/)?(index|functions)\.ts$/ }, ({ path }) => ({
      path: `./${basename(path, '.ts')}.js`,
      external: true,
    }));
  },
};

/** The code of plots, which DataFrames load when they draw the first one. */
const plotEntry = join('src', 'dataframe', 'plots', 'draw.ts');
const plotFolders = ['src/plot/', 'src/dataframe/plots/'];

/** Makes the library load the code of plots from a bundle of its own. */
const externalPlots: Plugin = {
  name: 'external-plots',
  setup(bundle) {
    bundle.onResolve({ filter: /\/plots\/draw\.ts$/ }, () => ({ path: './plot.js', external: true }));
  },
};

/**
 * Makes the code of plots import what it shares with the library from the bundles of src/index.ts and src/functions.ts, which are loaded by
 * then: the entry points export all that it needs. Shared chunks would be further files for all programs to read.
 */
const plotsImportLibrary: Plugin = {
  name: 'plots-import-library',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\.?\// }, ({ path, importer, resolveDir }) => {
      const inRoot = (file: string): string => relative(root, file).split(sep).join('/');
      const isPlots = (file: string): boolean => plotFolders.some((folder) => inRoot(file).startsWith(folder));
      const target = join(resolveDir, path);
      if (!isPlots(importer) || isPlots(target)) return undefined;
      const entry = inRoot(target).startsWith('src/dataframe/functions/') ? 'functions' : 'index';
      return { path: `./${entry}.js`, external: true };
    });
  },
};

/** What the command of the package starts servers from, at the same places as in a clone: its files find each other. */
const serverFiles = [
  'docker-compose.yml',
  'stack/spark/Dockerfile',
  'stack/spark/Dockerfile.dockerignore',
  'stack/spark/jvm.options',
  'stack/spark/log4j2.properties',
  'stack/spark/pom.xml',
  'stack/spark/spark-defaults.conf',
  'stack/spark/src',
  'stack/spark/target/connect-server.jar',
  'stack/kafka/log4j.properties',
  'stack/kafka/pom.xml',
  'stack/kafka/server.properties',
  'companion/pom.xml',
];

// Bundled, because Node took 70 ms longer to find and read three hundred small files, and a script that runs a single query takes
// only 235 ms. The protobuf runtime consists of many files too, so it is bundled as well.
const library = await build({
  ...common,
  entryPoints: libraryEntries.map((name) => join('src', `${name}.ts`)),
  plugins: [embedDescriptors, externalPlots],
});
const plots = await build({ ...common, entryPoints: [{ in: plotEntry, out: 'plot' }], plugins: [plotsImportLibrary] });
// Separately, because code that is shared with a further entry point would be a further file for all programs to read.
const cloud = await build({ ...common, entryPoints: [join('src', 'cloud.ts')], plugins: [importLibrary] });
const local = await build({ ...common, entryPoints: [join('src', 'local.ts')], plugins: [importLibrary] });
const commandLine = await build({
  ...common,
  entryPoints: [{ in: join('cli', 'main.ts'), out: 'cli' }],
  chunkNames: 'cli-[name]-[hash]',
  plugins: [importLibrary, plotsImportLibrary],
  // Commander is a CommonJS module.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
});
const outputs = [library, plots, cloud, local, commandLine].map(({ metafile }) => metafile.outputs);
await writeLicenses({ ...library.metafile, outputs: Object.assign({}, ...outputs) as Metafile['outputs'] });
for (const file of serverFiles) {
  cpSync(join(root, file), join(root, 'dist', 'server', file), { recursive: true });
}
copyFileSync(join(root, 'companion', 'target', 'companion.jar'), join(root, 'dist', 'companion.jar'));
