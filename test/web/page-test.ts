import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, inject } from 'vitest';
import { launchChromium } from '../../scripts/checks/demo/open-browser.ts';
import { startWebServer, type WebServer, type WebServerOptions } from '../../jobs/web/start-web-server.ts';

/** What a test of the page gets. */
export interface PageTools {
  /** Starts a server that the end of the test stops. */
  readonly serve: (options: Omit<WebServerOptions, 'port'> & { readonly port?: number }) => Promise<WebServer>;
  /** Opens a page in a browser of its own profile, and waits for the first figures. */
  readonly open: (url: string, options?: BrowserContextOptions) => Promise<Page>;
  /** Opens a page as it is. */
  readonly browse: (url: string, options?: BrowserContextOptions) => Promise<Page>;
  /** The errors that pages have written to their consoles. */
  readonly errors: readonly string[];
}

/** Describes tests that use a browser. Skips them if there is none. */
export function describePage(
  name: string,
  define: (tools: PageTools) => void,
  options: { readonly timeout?: number } = {},
): void {
  const executablePath = inject('chromium');
  describe.skipIf(executablePath === undefined)(name, options, () => {
    const ends: (() => Promise<void>)[] = [];
    const errors: string[] = [];
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium(executablePath!);
    }, 60_000);
    afterAll(() => browser.close());
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end();
      errors.splice(0);
    });
    const browse: PageTools['browse'] = async (url, options = {}) => {
      const context = await browser.newContext(options);
      ends.push(() => context.close());
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(url);
      return page;
    };
    define({
      errors,
      browse,
      async serve(options) {
        const server = await startWebServer({ port: 0, ...options }, new AbortController().signal);
        ends.push(() => server.close());
        return server;
      },
      async open(url, options) {
        const page = await browse(url, options);
        await page.locator('#account[data-state]').waitFor();
        return page;
      },
    });
  });
}
