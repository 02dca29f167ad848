// Builds the site, follows its links, and looks at it in a browser.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root, setupDir } from '../../scripts/setup/paths.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = inject('chromium');

mkdirSync(setupDir, { recursive: true });
const out = mkdtempSync(join(setupDir, 'site-'));
let files: string[] = [];
let browser: Browser;

beforeAll(async () => {
  const build = ['scripts/run.mjs', 'scripts/docs.ts', '--out', out];
  // A link to a file or a heading that does not exist makes it fail.
  await promisify(execFile)(process.execPath, build, { cwd: root });
  files = readdirSync(out, { recursive: true, encoding: 'utf8' });
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  rmSync(out, { recursive: true, force: true });
});

const urlOf = (file: string): string => pathToFileURL(join(out, file)).href;

it('has a page for each guide, and for each class and function', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'index.html',
      'guides/getting-started.html',
      'guides/cloud-glue.html',
      'guides/readme.html',
      'classes/spark-connect-ts.DataFrame.html',
      'functions/spark-connect-ts_functions.date_format.html',
      'functions/spark-connect-ts_local.startLocalSpark.html',
    ]),
  );
});

describe.skipIf(executablePath === undefined)('in a browser', () => {
  /** Opens a page, and records what it requests from other places than the folder of the site. */
  async function open(file: string, options: BrowserContextOptions, foreign: string[] = []): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(urlOf(''))) foreign.push(request.url());
    });
    await page.goto(urlOf(file));
    // The navigation is complete once its links have been drawn.
    await page.locator('#tsd-nav-container a[href]').first().waitFor({ state: 'attached' });
    return page;
  }

  /** Reads the links of a page. It runs in the browser, which has a parser. */
  const readLinks = `(html) => {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    const all = (selector, name) => [...parsed.querySelectorAll(selector)].map((each) => each.getAttribute(name));
    return {
      ids: all('[id]', 'id'),
      hrefs: all('a[href]', 'href'),
      sources: [...all('[src]', 'src'), ...all('link[href]', 'href')],
    };
  }`;

  interface Links {
    readonly ids: readonly string[];
    readonly hrefs: readonly string[];
    readonly sources: readonly string[];
  }

  it('every link leads to a page and a heading that exist, and nothing is loaded from another server', async () => {
    const page = await open('index.html', {});
    const pages = new Map<string, Links>();
    for (const file of files.filter((each) => each.endsWith('.html'))) {
      const html = JSON.stringify(readFileSync(join(out, file), 'utf8'));
      pages.set(urlOf(file), await page.evaluate<Links>(`(${readLinks})(${html})`));
    }
    expect(pages.size).toBeGreaterThan(500);

    const broken: string[] = [];
    const known = new Set(files.map(urlOf));
    for (const [url, { hrefs, sources }] of pages) {
      for (const link of [...hrefs, ...sources]) {
        const target = new URL(link, url);
        const isOutside = target.protocol !== 'file:';
        const [file = '', id = ''] = target.href.split('#');
        const isThere = known.has(file) && (id === '' || pages.get(file)?.ids.includes(decodeURIComponent(id)));
        if (isOutside ? sources.includes(link) && !link.startsWith('data:') : !isThere) broken.push(`${url} ${link}`);
      }
    }
    expect(broken).toEqual([]);
    // The links of a page are those of its text. The navigation is drawn by a script.
    expect(pages.get(urlOf('guides/getting-started.html'))?.hrefs).toContain('types.html');
  });

  const looks: readonly (readonly [string, BrowserContextOptions])[] = [
    ['in the light theme', { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
    ['in the dark theme', { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }],
    ['on a phone, in the light theme', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
    ['on a phone, in the dark theme', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
  ];
  const examples = [
    'index.html',
    'guides/values.html',
    'guides/coming-from-pyspark.html',
    'guides/architecture.html',
    'classes/spark-connect-ts.GroupedData.html',
    'functions/spark-connect-ts_functions.window.html',
  ];

  /** The script of TypeDoc draws links into the summaries of the navigation. They can be reached and followed. */
  const isOfNavigation = (id: string, html: string): boolean =>
    id === 'nested-interactive' && html.includes('data-key="API reference$');

  it.each(looks.flatMap(([look, options]) => examples.map((file) => [file, look, options] as const)))(
    '%s %s: axe finds no violation, no text is wider than the page, and no other server is asked',
    async (file, _look, options) => {
      const foreign: string[] = [];
      const page = await open(file, options, foreign);
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
      const found = violations
        .map(({ id, nodes }) => ({ id, found: nodes.filter(({ html }) => !isOfNavigation(id, html)) }))
        .filter(({ found: nodes }) => nodes.length > 0)
        .map(({ id, found: nodes }) => ({ id, targets: nodes.map(({ target }) => target.join(' ')) }));
      const width = await page.evaluate('document.documentElement.scrollWidth');
      await page.context().close();
      expect(found).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
      expect(width).toBe(options.viewport?.width);
      expect(foreign).toEqual([]);
    },
  );

  it('the search finds classes, functions and the text of guides', async () => {
    const page = await open('index.html', {});
    await page.locator('#tsd-search-trigger').click();
    const results = `[...document.querySelectorAll('#tsd-search-results a')].map((each) => each.getAttribute('href'))`;
    for (const [words, target] of [
      ['DataFrame', 'classes/spark-connect-ts.DataFrame.html'],
      ['date_format', 'functions/spark-connect-ts_functions.date_format.html'],
      ['watermark', 'guides/streaming.html'],
    ] as const) {
      await page.locator('#tsd-search-input').fill(words);
      await expect
        .poll(() => page.evaluate(results))
        .toEqual(expect.arrayContaining([expect.stringContaining(target)]));
    }
    await page.context().close();
  });
});
