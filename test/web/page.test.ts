import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { DemoSnapshot } from '../../jobs/web/demo-snapshot.ts';
import type { PageSnapshot } from '../../jobs/web/page-snapshot.ts';
import { ScriptedJob } from '../support/scripted-job.ts';
import { describePage } from './page-test.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const seconds = (milliseconds: number): string =>
  `${(milliseconds / 1000).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s`;
const dollars = (value: number): string => value.toLocaleString('en-US', { style: 'currency', currency: 'USD' });

/** Returns the text of each element with a figure. */
async function figuresOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(
    `Object.fromEntries([...document.querySelectorAll('[data-figure]')].map((e) => [e.dataset.figure, e.textContent]))`,
  );
}

/** Returns a text that differs if the pixels of a chart do. */
async function pixelsOf(page: Page, id: string): Promise<string> {
  return page.evaluate(`document.querySelector('#${id} canvas').toDataURL()`);
}

async function waitFor(page: Page, expression: string): Promise<void> {
  // Not page.waitForFunction(), which evaluates text in the page; its content security policy forbids that.
  await expect.poll(() => page.evaluate(expression), { timeout: 15_000 }).toBe(true);
}

/** Opens the table of a card and returns its rows. */
async function tableOf(page: Page, id: string): Promise<string[][]> {
  await page.locator(`#${id} details.table summary`).first().click();
  await page.locator(`#${id} tbody tr`).first().waitFor();
  return page.evaluate(
    `[...document.querySelectorAll('#${id} table tr')].map((row) => [...row.cells].map((cell) => cell.textContent))`,
  );
}

const since = new Date().toISOString();
const demo: DemoSnapshot = {
  producer: { running: true, recordsSent: 41_200, recordsPerSecond: 250, injected: { late: 120 } },
  components: [
    { id: 'producer', status: 'up', since },
    { id: 'driver', status: 'up', since },
    { id: 'spark', status: 'starting', since },
    { id: 'kafka', status: 'down', since },
  ],
  kills: [{ component: 'spark', at: '2026-11-26T12:00:00.000Z', upAt: '2026-11-26T12:00:09.000Z' }],
};

describePage('the page', ({ serve, open, errors }) => {
  it('shows the figures of the snapshot, and no errors on the console', async () => {
    const job = new ScriptedJob();
    const { url } = await serve({ source: job });
    const page = await open(url);
    const snapshot = (await (await fetch(`${url}api/snapshot`)).json()) as PageSnapshot;
    const { account, totals, latency, lag, watermark } = snapshot;
    expect(await figuresOf(page)).toEqual({
      'account-sent': count(account.sent),
      'account-counted': count(account.counted),
      'account-late': count(account.late),
      'account-duplicate': count(account.duplicate),
      'account-dead': count(account.dead),
      'account-pending': count(account.pending),
      records: count(totals.records),
      value: dollars(totals.value),
      rate: `${snapshot.history.at(-1)!.recordsPerSecond}/s`,
      latency: seconds(latency.p50!),
      lag: count(lag.records),
      watermark: `${watermark.behindSeconds} s`,
    });
    expect(await page.locator('#header').innerText()).toMatch(/customer-transactions[^]*running/);
    expect(errors).toEqual([]);
  });

  it('follows the job: figures, charts and tables move', async () => {
    const job = new ScriptedJob();
    const { url } = await serve({ source: job });
    const page = await open(url);
    const ids = ['windows', 'rate', 'latency', 'watermark', 'state', 'phases', 'lag'];
    const before = await Promise.all(ids.map((id) => pixelsOf(page, id)));
    for (let second = 0; second < 10; second += 1) job.step();
    await waitFor(page, `document.querySelector('[data-figure=account-sent]').textContent === '${count(70 * 250)}'`);
    const after = await Promise.all(ids.map((id) => pixelsOf(page, id)));
    expect(ids.filter((_, index) => before[index] === after[index])).toEqual([]);
  });

  it('has a table with the data of each chart', async () => {
    const job = new ScriptedJob();
    const { url } = await serve({ source: job });
    const page = await open(url);
    const { windows, history, lag } = job.snapshot();
    const [head, newest] = await tableOf(page, 'windows');
    expect(head).toEqual(['Start', 'End', 'State', 'Records', 'Value', 'Average', 'Customers']);
    expect(newest!.slice(2, 5)).toEqual([
      'open',
      count(windows.at(-1)!.record_count),
      dollars(windows.at(-1)!.total_transaction_value),
    ]);
    const [, lastPoint] = await tableOf(page, 'latency');
    expect(lastPoint!.slice(1)).toEqual([history.at(-1)!.latencyP50!, history.at(-1)!.latencyP95!].map(seconds));
    const [phases] = await tableOf(page, 'phases');
    expect(phases).toEqual([
      ...['Time', 'Batch', 'latestOffset', 'getBatch', 'queryPlanning', 'walCommit', 'addBatch', 'commitOffsets'],
    ]);
    await page.locator('#lag details.table summary').nth(1).click();
    const partitions = page.locator('#lag table').nth(1).locator('tbody tr');
    await partitions.first().waitFor();
    expect(await partitions.count()).toBe(lag.partitions.length);
  });

  it('distinguishes open and final windows without color', async () => {
    const job = new ScriptedJob();
    const { url } = await serve({ source: job });
    const page = await open(url);
    expect(await page.locator('#windows .legend').innerText()).toMatch(/Final[^]*Open: may still change/);
    const hatched = await pixelsOf(page, 'windows');
    job.change({ windows: job.snapshot().windows.map((window) => ({ ...window, state: 'final' })) });
    await waitFor(page, `document.querySelector('#windows .detail').textContent.endsWith('final')`);
    expect(await pixelsOf(page, 'windows')).not.toBe(hatched);
  });

  it('says in words whether the account adds up, and announces a change', async () => {
    const job = new ScriptedJob();
    const { url } = await serve({ source: job });
    const page = await open(url);
    const verdict = page.locator('#account-verdict');
    expect(await verdict.innerText()).toBe('Adds up: every record has one fate');
    const { account } = job.snapshot();
    const problem = 'Window 12:00:05 has 999 records instead of 1000.';
    job.change({ account: { ...account, state: 'does not add up', problems: [problem] } });
    await waitFor(page, `document.getElementById('account').dataset.state === 'does not add up'`);
    expect(await verdict.innerText()).toBe('Does not add up');
    expect(await page.locator('#account .problems').innerText()).toBe(problem);
    expect(await page.locator('[role=status]').innerText()).toBe('The account of the records: Does not add up.');
  });

  it('keeps the account visible while it is scrolled', async () => {
    const { url } = await serve({ source: new ScriptedJob() });
    const page = await open(url);
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    const box = await page.locator('#account').boundingBox();
    expect(box!.y).toBeGreaterThanOrEqual(0);
    expect(box!.y + box!.height).toBeLessThan(page.viewportSize()!.height);
  });

  it('shows data as text, whatever it contains', async () => {
    const job = new ScriptedJob();
    const sentence = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    job.change({ notices: [{ at: since, level: 'error', sentence }] });
    const { url } = await serve({ source: job });
    const page = await open(url);
    await waitFor(page, `document.querySelectorAll('.notices li').length === 1`);
    expect(await page.locator('.notices li').innerText()).toContain(sentence);
    expect(await page.locator('.notices img, .notices script').count()).toBe(0);
  });

  it('says that it is disconnected and how old the data is, and connects again by itself', async () => {
    const job = new ScriptedJob();
    const first = await serve({ source: job });
    const { port } = new URL(first.url);
    const page = await open(first.url);
    const freshness = page.locator('#freshness');
    expect(await freshness.innerText()).toMatch(/^Live, \d\d:\d\d:\d\d$/);
    await first.close();
    await waitFor(page, `document.documentElement.dataset.connection === 'lost'`);
    expect(await freshness.innerText()).toMatch(/^Disconnected, data is \d+ s old; connecting again$/);
    for (let second = 0; second < 40; second += 1) job.step();
    await serve({ source: job, port: Number(port) });
    await waitFor(page, `document.documentElement.dataset.connection === 'live'`);
    await waitFor(page, `document.querySelector('[data-figure=account-sent]').textContent === '${count(100 * 250)}'`);
    expect(await figuresOf(page)).toMatchObject({ 'account-sent': count(100 * 250) });
  });

  it('says that the job does not report anymore', async () => {
    const job = new ScriptedJob();
    job.change({ status: 'waiting', at: new Date(Date.now() - 60_000).toISOString() });
    const { url } = await serve({ source: job });
    const page = await open(url);
    expect(await page.locator('#freshness').innerText()).toMatch(/^No news from the job, data is 6\d s old$/);
    expect(await page.locator('#header').innerText()).toContain('waiting');
  });

  it('updates a thousand windows in less than a frame of 16 milliseconds', async () => {
    const job = new ScriptedJob({ seconds: 5000, windows: 1000 });
    const { url } = await serve({ source: job });
    const page = await open(url);
    await page.locator('#windows label', { hasText: 'All' }).click();
    await tableOf(page, 'windows');
    await page.evaluate(`
      window.updates = [];
      new PerformanceObserver((list) => updates.push(...list.getEntries().map((entry) => entry.duration)))
        .observe({ type: 'measure' });
    `);
    for (let second = 0; second < 12; second += 1) {
      job.step();
      await page.waitForTimeout(300);
    }
    const updates = await page.evaluate<number[]>('updates');
    expect(updates.length).toBeGreaterThanOrEqual(8);
    // The fastest one, because other processes only make updates slower.
    expect(Math.min(...updates)).toBeLessThan(16);
  });

  it('can be used with the keyboard, with a visible focus', async () => {
    const job = new ScriptedJob();
    const { url } = await serve({ source: job });
    const page = await open(url);
    const focused = async (): Promise<string> => {
      await page.keyboard.press('Tab');
      return page.evaluate(`(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(
          document.activeElement.matches('input') ? document.activeElement.nextElementSibling : document.activeElement);
        const name = document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.textContent;
        return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 ? name : name + ' without outline';
      })()`);
    };
    expect([await focused(), await focused(), await focused(), await focused(), await focused()]).toEqual([
      'Skip to the figures',
      'theme',
      'choice-value',
      'choice-newest',
      'Table',
    ]);
    await page.keyboard.press('Enter');
    expect(await page.locator('#windows table').isVisible()).toBe(true);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#choice-all').isChecked()).toBe(true);
    await page.locator('#theme').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(`getComputedStyle(document.documentElement).colorScheme`)).toBe('light');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(`getComputedStyle(document.documentElement).colorScheme`)).toBe('dark');
    await page.reload();
    expect(await page.locator('#theme').innerText()).toBe('Theme: dark');
  });

  it('draws the charts in the colors of the theme', async () => {
    const { url } = await serve({ source: new ScriptedJob() });
    const page = await open(url, { colorScheme: 'light' });
    const light = await pixelsOf(page, 'latency');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(200);
    expect(await pixelsOf(page, 'latency')).not.toBe(light);
  });

  it('animates nothing if the system asks for reduced motion', async () => {
    const { url } = await serve({ source: new ScriptedJob() });
    const page = await open(url, { reducedMotion: 'reduce' });
    const animated = `[...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).transitionDuration !== '0s').length`;
    expect(await page.evaluate<number>(animated)).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await page.evaluate<number>(animated)).toBeGreaterThan(0);
  });

  it.each([360, 768, 1280])('fits a width of %d pixels without scrolling sideways', async (width) => {
    const { url } = await serve({
      source: new ScriptedJob(),
      demo: { snapshot: () => demo, subscribe: () => () => {} },
    });
    const page = await open(url, { viewport: { width, height: 800 } });
    for (const table of await page.locator('details.table summary').all()) await table.click();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });
});

describePage('the buttons of the page', ({ serve, open }) => {
  it('are missing without controls', async () => {
    const { url } = await serve({ source: new ScriptedJob() });
    const page = await open(url);
    expect(await page.locator('#demo').isVisible()).toBe(false);
    expect(await page.locator('.control').count()).toBe(0);
  });

  it('press a control, show that it is busy, and then its result', async () => {
    let finish = (): void => {};
    const press = (): Promise<void> =>
      new Promise((_, reject) => (finish = () => reject(new Error('Spark did not start again.'))));
    const control = { id: 'kill-spark', label: 'Kill Spark', group: 'Kill', description: 'Ends Spark.', press };
    const other = { ...control, id: 'kill-kafka', label: 'Kill Kafka', isAvailable: () => false };
    const { url } = await serve({
      source: new ScriptedJob(),
      demo: { snapshot: () => demo, subscribe: () => () => {} },
      controls: [control, other],
    });
    const page = await open(url);
    expect(await page.locator('.components').innerText()).toMatch(
      /Producer\s*up[^]*Spark\s*starting again[^]*Kafka\s*down/,
    );
    expect(await page.locator('.kills').innerText()).toContain('Spark killed, up again after 9.00 s');
    expect(await page.locator('#control-kill-kafka').getAttribute('aria-disabled')).toBe('true');
    const button = page.locator('#control-kill-spark');
    await button.focus();
    await page.keyboard.press('Enter');
    await waitFor(page, `document.querySelector('.control').dataset.state === 'busy'`);
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await page.evaluate('document.activeElement.id')).toBe('control-kill-spark');
    finish();
    await waitFor(page, `document.querySelector('.control').dataset.state === 'ready'`);
    expect(await page.locator('.control-status').first().innerText()).toBe('Spark did not start again.');
    expect(await page.locator('[role=status]').innerText()).toBe('Kill Spark: Spark did not start again.');
  });
});
