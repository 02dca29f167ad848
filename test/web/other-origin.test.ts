import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { ScriptedJob } from '../support/scripted-job.ts';
import { describePage } from './page-test.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** Serves an empty page from another port: to a browser, that is another origin. */
async function serveOtherOrigin(): Promise<string> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>Other</p>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Returns what a script of the page gets from a request: a status, or an error. */
function fetchIn(page: Page, url: string, options: object = {}): Promise<string | number> {
  return page.evaluate(
    `fetch(${JSON.stringify(url)}, ${JSON.stringify(options)}).then((response) => response.status, (error) => error.name)`,
  );
}

describePage('a page of another origin', ({ serve, browse, open, errors }) => {
  it('cannot read the snapshot, the events or the metrics', async () => {
    const { url } = await serve({ source: new ScriptedJob() });
    const page = await browse(await serveOtherOrigin());
    for (const path of ['', 'api/snapshot', 'metrics']) expect(await fetchIn(page, `${url}${path}`)).toBe('TypeError');
    const events = `new Promise((resolve) => {
      const source = new EventSource('${url}events');
      source.onopen = source.onmessage = () => resolve('open');
      source.onerror = () => resolve('error');
    })`;
    expect(await page.evaluate(events)).toBe('error');
    const own = await open(url);
    expect(await fetchIn(own, '/api/snapshot')).toBe(200);
  });

  it('cannot press a button, even with the token', async () => {
    let presses = 0;
    const control = {
      id: 'kill-spark',
      label: 'Kill Spark',
      group: 'Kill',
      description: 'Ends Spark.',
      press: () => Promise.resolve(void (presses += 1)),
    };
    const { url } = await serve({ source: new ScriptedJob(), controls: [control] });
    const own = await open(url);
    const token = (await own.locator('meta[name=control-token]').getAttribute('content'))!;
    const page = await browse(await serveOtherOrigin());
    const target = `${url}api/controls/kill-spark`;
    expect(await fetchIn(page, target, { method: 'POST', headers: { 'x-control-token': token } })).toBe('TypeError');
    await fetchIn(page, target, { method: 'POST', mode: 'no-cors' });
    // A form needs no permission of the server.
    await page.evaluate(`
      document.body.innerHTML = '<form method="post" action="${target}"></form>';
      document.forms[0].submit();
    `);
    await page.waitForURL(target);
    expect(presses).toBe(0);
    expect(await fetchIn(own, target, { method: 'POST', headers: { 'x-control-token': token } })).toBe(204);
    expect(presses).toBe(1);
  });

  it('cannot embed the page', async () => {
    const { url } = await serve({ source: new ScriptedJob() });
    const page = await browse(await serveOtherOrigin());
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = resolve;
      frame.src = '${url}';
      document.body.append(frame);
    })`);
    await expect.poll(() => errors.join()).toContain(`Framing '${url}' violates`);
    expect(page.frames()[1]!.url()).not.toBe(url);
  });

  it('cannot read the page under a name that points at this machine', async () => {
    const { url } = await serve({ source: new ScriptedJob() });
    // Chromium resolves all names under localhost to this machine.
    const page = await browse(url.replace('127.0.0.1', 'attacker.localhost'));
    expect(await page.locator('body').innerText()).toContain('The page is only available under http://127.0.0.1:');
    expect(await fetchIn(page, '/api/snapshot')).toBe(403);
  });
});
