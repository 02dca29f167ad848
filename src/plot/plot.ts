import { writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { Chart, PlotKind } from './chart.ts';
import { displaySymbol, type MediaBundle } from './media-bundle.ts';
import { renderHtml, renderPng, renderSvg } from './render.ts';
import { textChart, type TextChartOptions } from './text-chart.ts';
import { toSpec, type PlotSpec } from './to-spec.ts';

const defaultScale = 2;
const maxScale = 20;

/**
 * A plot with its data: aggregates and samples that the server has computed. `console.log` and the shell show it as text, and
 * notebooks as a picture.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const plot = await spark.range(1000).plot.hist({ bins: 20 });
 * console.log(plot.toText({ width: 60, height: 10 }));
 * await plot.save('/tmp/spark-examples/ids.svg');
 * await spark.stop();
 * ```
 */
export class Plot {
  readonly #chart: Chart;
  #spec: PlotSpec | undefined;

  /** @internal Use `DataFrame.plot`. */
  constructor(chart: Chart) {
    this.#chart = chart;
  }

  /** The kind, such as `bar`. */
  get kind(): PlotKind {
    return this.#chart.kind;
  }

  /** Sentences about rows that the plot does not show, such as the size of a sample. The picture shows them, too. */
  get notices(): readonly string[] {
    return this.#chart.notices;
  }

  /** The plot in the language of Vega-Lite, version 6, with its data: an object for `JSON.stringify`, or for other tools. */
  get spec(): PlotSpec {
    return (this.#spec ??= toSpec(this.#chart));
  }

  /** Returns {@link spec}, so that `JSON.stringify` writes it. */
  toJSON(): PlotSpec {
    return this.spec;
  }

  /**
   * Returns an SVG picture. Needs the packages `vega` and `vega-lite`.
   *
   * @throws SparkConnectError when a package is not installed.
   */
  toSVG(): Promise<string> {
    return renderSvg(this.spec);
  }

  /**
   * Returns a PNG picture, with `scale` pixels for each pixel of the SVG picture (default: 2). Needs the packages `vega`,
   * `vega-lite` and `sharp`, and a font on this machine.
   *
   * @throws SparkConnectError when a package is not installed.
   */
  async toPNG({ scale = defaultScale }: { readonly scale?: number | undefined } = {}): Promise<Uint8Array> {
    if (!(scale > 0 && scale <= maxScale)) {
      throw new IllegalArgumentException(`toPNG() needs a number up to ${maxScale} as scale, not ${scale}.`);
    }
    return renderPng(await this.toSVG(), scale);
  }

  /**
   * Returns a page that shows the plot, with tooltips. It contains its data and scripts, and makes no requests. Needs the
   * packages `vega` and `vega-lite`.
   *
   * @throws SparkConnectError when a package is not installed.
   */
  toHTML(): Promise<string> {
    return renderHtml(this.spec, this.#chart.title ?? `${this.kind} plot`);
  }

  /** Returns the plot as lines of text for a terminal. Default: the width of the terminal. */
  toText(options: TextChartOptions = {}): string {
    return textChart(this.#chart, options);
  }

  /**
   * Writes the plot to a file, whose name ends with `.svg`, `.png`, `.html`, `.json` (the specification) or `.txt`.
   *
   * @throws IllegalArgumentException when the name ends differently.
   */
  async save(file: string): Promise<void> {
    await writeFile(file, await this.#contents(file));
  }

  async #contents(file: string): Promise<string | Uint8Array> {
    const [ending = ''] = /\.\w+$/.exec(file.toLowerCase()) ?? [];
    switch (ending) {
      case '.svg':
        return this.toSVG();
      case '.png':
        return this.toPNG();
      case '.html':
        return this.toHTML();
      case '.json':
        return `${JSON.stringify(this.spec, null, 2)}\n`;
      case '.txt':
        return `${this.toText({ width: 80 })}\n`;
      default:
        throw new IllegalArgumentException(
          `A plot cannot be saved as ${file}: end the name with .svg, .png, .html, .json or .txt.`,
        );
    }
  }
}

/** The versions of Vega-Lite that notebooks know. The specifications contain nothing that differs. */
const notebookVersions = ['v5', 'v6'];

// Defines what notebooks show.
Object.defineProperty(Plot.prototype, displaySymbol, {
  async value(this: Plot): Promise<MediaBundle> {
    const specs = notebookVersions.map((version): [string, unknown] => [
      `application/vnd.vegalite.${version}+json`,
      { ...this.spec, $schema: `https://vega.github.io/schema/vega-lite/${version}.json` },
    ]);
    // Without the packages for pictures, a notebook that knows Vega-Lite still shows one.
    const svg = await this.toSVG().catch(() => undefined);
    const png = svg === undefined ? undefined : await renderPng(svg, defaultScale).catch(() => undefined);
    return {
      ...Object.fromEntries(specs),
      ...(svg !== undefined && { 'image/svg+xml': svg }),
      ...(png !== undefined && { 'image/png': Buffer.from(png).toString('base64') }),
      'text/plain': this.toText({ width: 80 }),
    };
  },
});

// Defines what console.log prints.
Object.defineProperty(Plot.prototype, inspect.custom, {
  value(this: Plot, depth: number, options: { readonly depth?: number | null; readonly colors?: boolean }): string {
    const isNested = typeof options.depth === 'number' && depth < options.depth;
    return isNested ? `Plot(${this.kind})` : this.toText({ colors: options.colors === true });
  },
});
