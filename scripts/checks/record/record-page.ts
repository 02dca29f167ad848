import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import type { PageSnapshot } from '../../../jobs/web/page-snapshot.ts';
import { DemoPage } from '../demo/demo-page.ts';
import type { LiveDemo } from '../demo/live-demo.ts';
import { withOwnDemo } from '../demo/with-own-demo.ts';
import { writeFilm, type Frame } from './film.ts';

const onProgress = (line: string): void => console.error(line);

/** Seconds for everything that the pictures wait for. */
const patience = 300;
const width = 1280;
/** The header, the account, the figures and the buttons. */
const filmHeight = 684;
/** Milliseconds between two frames. */
const frameInterval = 500;
const film = { width: 960, maxFrames: 60, length: 12_000, hold: 2500 };

const pictures: readonly (readonly [string, BrowserContextOptions])[] = [
  ['page-light.png', { viewport: { width, height: 1012 }, colorScheme: 'light' }],
  ['page-dark.png', { viewport: { width, height: 1012 }, colorScheme: 'dark' }],
  ['page-phone.png', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: 'light' }],
];

/** Runs the live demo on a stack of its own, and writes pictures of its page to a folder. */
export async function recordPage(folder: string, signal: AbortSignal): Promise<void> {
  mkdirSync(folder, { recursive: true });
  onProgress('Starting the demo …');
  await withOwnDemo('record', (demo, browser) => takePictures(demo, browser, folder, signal));
}

async function takePictures(demo: LiveDemo, browser: Browser, folder: string, signal: AbortSignal): Promise<void> {
  const tab = await openPage(browser, demo.url, { viewport: { width, height: filmHeight }, colorScheme: 'light' });
  const page = new DemoPage(demo, tab);
  onProgress('Waiting for windows and curves …');
  await page.waitFor('there are final windows', patience, hasCurves);
  for (const kind of ['late', 'duplicate', 'malformed']) await page.press(`send-${kind}`);
  signal.throwIfAborted();

  for (const [name, options] of pictures) {
    const own = await openPage(browser, demo.url, options);
    await page.waitFor('the job keeps up', patience, keepsUp);
    await sleep(frameInterval);
    await sharp(await own.screenshot())
      .png({ palette: true, effort: 10 })
      .toFile(join(folder, name));
    await own.context().close();
    report(join(folder, name));
  }

  onProgress('Filming what happens after Spark was killed …');
  await page.waitFor('the job keeps up', patience, keepsUp);
  const file = join(folder, 'kill-spark.webp');
  await writeFilm(file, await filmKill(page, tab, signal), film);
  report(file);
}

/** Films from just before Spark is killed until the account includes what was sent until it was up again. */
async function filmKill(page: DemoPage, tab: Page, signal: AbortSignal): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  const begin = performance.now();
  let isOver = false;
  const filming = (async (): Promise<void> => {
    while (!isOver) {
      signal.throwIfAborted();
      const picture = await tab.screenshot();
      frames.push({ picture, at: performance.now() - begin });
      await sleep(frameInterval);
    }
  })();
  try {
    await sleep(2 * frameInterval);
    await page.press('kill-spark', patience);
    await page.accountAddsUp(patience);
    await sleep(3 * frameInterval);
  } finally {
    isOver = true;
    await filming;
  }
  return frames;
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('#account[data-state]').waitFor();
  return page;
}

/** Whether there is enough to see, such as windows that cannot change anymore. */
function hasCurves({ windows, history }: PageSnapshot): boolean {
  return windows.filter(({ state }) => state === 'final').length >= 6 && history.length >= 60;
}

/** Whether the figures are those of a job that works, rather than of one that has just started on a busy machine. */
function keepsUp({ account, recordsPerSecond, latency, demo }: PageSnapshot): boolean {
  return (
    account.state === 'adds up' &&
    account.pending < account.sent / 20 &&
    account.late > 0 &&
    account.duplicate > 0 &&
    account.dead > 0 &&
    recordsPerSecond >= 20 &&
    (latency.p50 ?? Infinity) < 10_000 &&
    demo!.components.every(({ status }) => status === 'up')
  );
}

function report(file: string): void {
  onProgress(`${file}: ${(statSync(file).size / 1024).toFixed(0)} KB`);
}
