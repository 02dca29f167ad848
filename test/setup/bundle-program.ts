import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { root } from '../../scripts/setup/paths.mjs';

/** Lets the modules that find files by their own place find them next to their sources. */
export const sourceUrls: Plugin = {
  name: 'source-urls',
  setup(bundle) {
    bundle.onLoad(
      { filter: /[/\\](web[/\\]page-files\.ts|companion[/\\]companion-jar\.ts|setup[/\\]paths\.mjs)$/ },
      async ({ path }) => ({
        loader: extname(path) === '.ts' ? 'ts' : 'js',
        contents: (await readFile(path, 'utf8')).replaceAll(
          'import.meta.url',
          JSON.stringify(pathToFileURL(path).href),
        ),
      }),
    );
  },
};

/**
 * Writes a program of this repository to one file, which is ready in a quarter of the time. The file has to be inside the clone, whose
 * packages it imports.
 *
 * @param entryPoint the path of its source, from the top folder.
 */
export async function bundleProgram(entryPoint: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    sourcemap: 'inline',
    plugins: [sourceUrls],
    logLevel: 'warning',
  });
}
