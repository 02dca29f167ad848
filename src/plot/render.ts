import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Vega from 'vega';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { escapeHtml } from './escape-html.ts';
import type { PlotSpec } from './to-spec.ts';

/** Pixels per inch at which a picture has the size of its specification. */
const naturalDensity = 72;

/** The text of a page may contain neither the end of a script, nor the beginning of a comment. */
const scriptHazard = /<(?=[/!])/g;

/**
 * Returns a specification of Vega-Lite as an SVG picture.
 *
 * @throws SparkConnectError when vega or vega-lite is not installed.
 */
export async function renderSvg(spec: PlotSpec): Promise<string> {
  const { vega, runtime } = await compile(spec);
  const view = new vega.View(runtime, { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/**
 * Returns an SVG picture as a PNG picture.
 *
 * @throws SparkConnectError when sharp is not installed.
 */
export async function renderPng(svg: string, scale: number): Promise<Uint8Array> {
  // Written so that bundlers do not need the package, either.
  const { default: sharp } = await import('sharp').catch(missing('PNG pictures', 'sharp'));
  return sharp(Buffer.from(svg), { density: naturalDensity * scale })
    .png()
    .toBuffer();
}

/**
 * Returns a page that shows a specification with tooltips, and, without scripts, the picture. It contains all that it needs.
 *
 * @throws SparkConnectError when vega or vega-lite is not installed.
 */
export async function renderHtml(spec: PlotSpec, title: string): Promise<string> {
  const [{ vegaSpec }, svg, script] = await Promise.all([compile(spec), renderSvg(spec), browserScript()]);
  const data = JSON.stringify(vegaSpec).replace(scriptHazard, '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<style>
body { margin: 0; background: white; }
#plot { overflow-x: auto; }
</style>
</head>
<body>
<div id="plot">${svg}</div>
<script>${script.replace(scriptHazard, '\\x3c')}</script>
<script>
new vega.View(vega.parse(${data}), { renderer: 'svg', container: '#plot', hover: true }).runAsync();
</script>
</body>
</html>
`;
}

interface Compiled {
  readonly vega: typeof Vega;
  readonly vegaSpec: Vega.Spec;
  readonly runtime: Vega.Runtime;
}

async function compile(spec: PlotSpec): Promise<Compiled> {
  const [vega, vegaLite] = await Promise.all([
    import('vega').catch(missing('Pictures', 'vega', 'vega-lite')),
    import('vega-lite').catch(missing('Pictures', 'vega', 'vega-lite')),
  ]);
  const { spec: vegaSpec } = vegaLite.compile(spec as unknown as Parameters<typeof vegaLite.compile>[0]);
  return { vega, vegaSpec, runtime: vega.parse(vegaSpec) };
}

/** Returns the script of Vega for browsers, which is next to its module. */
async function browserScript(): Promise<string> {
  try {
    const module = createRequire(import.meta.url).resolve('vega');
    return await readFile(join(dirname(module), 'vega.min.js'), 'utf8');
  } catch (cause) {
    // Such as in a program that is a single file.
    throw new SparkConnectError(
      'A page contains a script of the package vega, whose files are not installed next to this program: install vega there, or use toSVG().',
      { cause },
    );
  }
}

/** Returns a handler that explains why a peer dependency cannot be loaded. */
function missing(what: string, ...names: readonly string[]): (error: unknown) => never {
  return (error) => {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' && names.some((name) => message.includes(`'${name}'`));
    if (!isMissing) throw error;
    throw new SparkConnectError(
      `${what} of plots need the optional ${names.length > 1 ? 'packages' : 'package'} ${names.join(' and ')}: run "npm install ${names.join(' ')}".`,
      { cause: error },
    );
  };
}
