import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The files of the page. */
export interface PageFiles {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

const folder = fileURLToPath(new URL('page/', import.meta.url));

/** Bundles the page in memory. With a token, the page can press controls. */
export async function bundlePage(token?: string): Promise<PageFiles> {
  const [html, { outputFiles }] = await Promise.all([
    readFile(`${folder}index.html`, 'utf8'),
    build({
      absWorkingDir: folder,
      entryPoints: ['main.ts', 'page.css'],
      outdir: folder,
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
      logLevel: 'silent',
    }),
  ]);
  const output = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))!.text;
  // The token is URL-safe Base64, so it needs no escaping.
  const meta = token === undefined ? '' : `<meta name="control-token" content="${token}" />`;
  return { html: html.replace('<!-- control-token -->', meta), script: output('.js'), style: output('.css') };
}
