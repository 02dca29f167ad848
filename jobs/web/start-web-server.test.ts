import { request, type IncomingHttpHeaders } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedJob } from '../../test/support/scripted-job.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { Control } from './control-panel.ts';
import { startWebServer, type WebServer, type WebServerOptions } from './start-web-server.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

async function serve(options: Partial<WebServerOptions> = {}): Promise<WebServer> {
  const server = await startWebServer({ source: new ScriptedJob(), port: 0, ...options }, new AbortController().signal);
  ends.push(() => server.close());
  return server;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Bytes of the body as they were transferred. */
  readonly bytes: number;
}

/** Sends a request with exactly these headers; `fetch` would not send some of them. */
function ask(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: body.toString(),
          bytes: body.byteLength,
        });
      });
    });
    sent.on('error', reject).end();
  });
}

function control(press: () => void): Control {
  return {
    id: 'kill-spark',
    label: 'Kill Spark',
    group: 'Kill',
    description: 'Ends Spark.',
    press: () => Promise.resolve(press()),
  };
}

/** Occupies a port until the test ends. */
async function occupyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

describe('the web server', () => {
  it('serves the snapshot as JSON', async () => {
    const job = new ScriptedJob();
    job.change({ at: '2026-11-26T12:00:00.000Z' });
    const { url } = await serve({ source: job });
    const { headers, body } = await ask(`${url}api/snapshot`);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual(job.snapshot());
  });

  it('sends the snapshot as the first event', async () => {
    const job = new ScriptedJob();
    job.change({ at: '2026-11-26T12:00:00.000Z' });
    const { url } = await serve({ source: job });
    const response = await fetch(`${url}events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.endsWith('\n\n')) break;
    }
    expect(text).toBe(`retry: 1000\nevent: snapshot\ndata: ${JSON.stringify(job.snapshot())}\n\n`);
  });

  it('transfers less than 150 KB for the page', async () => {
    const { url } = await serve();
    const answers = await Promise.all(
      ['', 'main.js', 'page.css'].map((path) => ask(`${url}${path}`, { 'accept-encoding': 'gzip' })),
    );
    for (const { status, headers } of answers) {
      expect({ status, encoding: headers['content-encoding'] }).toEqual({ status: 200, encoding: 'gzip' });
    }
    expect(answers.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(150_000);
  });

  it('is ready while the query makes progress', async () => {
    const job = new ScriptedJob();
    job.change({ lastProgressAt: new Date().toISOString() });
    const { url } = await serve({ source: job, maxProgressAge: 30_000 });
    expect(await ask(`${url}readyz`)).toMatchObject({ status: 200, body: 'ok\n' });
    job.change({ lastProgressAt: new Date(Date.now() - 40_000).toISOString() });
    expect(await ask(`${url}readyz`)).toMatchObject({
      status: 503,
      body: 'The query reported its last progress 40 seconds ago; the limit is 30 seconds.\n',
    });
    expect(await ask(`${url}healthz`)).toMatchObject({ status: 200, body: 'ok\n' });
  });

  it('sends headers that allow no content from elsewhere and no inline script', async () => {
    const { url } = await serve();
    for (const path of ['', 'main.js', 'api/snapshot', 'metrics', 'nothing']) {
      const { headers } = await ask(`${url}${path}`);
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it.each(['', 'api/snapshot', 'events', 'metrics', 'healthz'])(
    'refuses /%s under the name of another machine',
    async (path) => {
      const { url } = await serve();
      const { port } = new URL(url);
      for (const host of [`attacker.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`]) {
        expect(await ask(`${url}${path}`, { host })).toMatchObject({ status: 403 });
      }
    },
  );

  it('answers under each name of this machine', async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      expect(await ask(`${url}api/snapshot`, { host: `${name}:${port}` })).toMatchObject({ status: 200 });
    }
  });

  it.each(['api/snapshot', 'events', 'metrics'])('refuses /%s to pages of other origins', async (path) => {
    const { url } = await serve();
    for (const headers of [
      { origin: 'http://attacker.example' },
      { origin: 'null' },
      { origin: url.replace(/:(\d+)\/$/, ':1') },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect(await ask(`${url}${path}`, headers)).toMatchObject({ status: 403 });
    }
  });

  it('lets a link on another page lead to the page', async () => {
    const { url } = await serve();
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await ask(url, headers)).toMatchObject({ status: 200 });
  });

  it('has no controls by default', async () => {
    const { url } = await serve();
    expect((await ask(url)).body).not.toContain('control-token"');
    expect(await ask(`${url}api/controls/kill-spark`, {}, 'POST')).toMatchObject({ status: 404 });
  });

  it('presses a control only with the token of the page, and not for a page of another origin', async () => {
    let presses = 0;
    const { url } = await serve({ controls: [control(() => (presses += 1))] });
    const press = (headers: Readonly<Record<string, string>>, id = 'kill-spark', method = 'POST'): Promise<Answer> =>
      ask(`${url}api/controls/${id}`, headers, method);
    const token = /name="control-token" content="([\w-]{43})"/.exec((await ask(url)).body)![1]!;
    const other = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    for (const headers of [
      {},
      { 'x-control-token': '' },
      { 'x-control-token': other },
      { 'x-control-token': `${token}A` },
      { 'x-control-token': token, origin: 'http://attacker.example' },
      { 'x-control-token': token, 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await press(headers)).toMatchObject({ status: 403 });
    }
    expect(await press({ 'x-control-token': token }, 'kill-spark', 'GET')).toMatchObject({ status: 404 });
    expect(await press({ 'x-control-token': token }, 'format-disk')).toMatchObject({ status: 404 });
    expect(presses).toBe(0);
    const own = { 'x-control-token': token, origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' };
    expect(await press(own)).toMatchObject({ status: 204 });
    expect(presses).toBe(1);
  });

  it('has a different token after a restart', async () => {
    const options = { controls: [control(() => {})] };
    const pages = [await ask((await serve(options)).url), await ask((await serve(options)).url)];
    expect(pages[0]!.body).not.toBe(pages[1]!.body);
  });

  it('refuses a port that is taken, and takes another one if none was given', async () => {
    const port = await occupyPort();
    await expect(serve({ port })).rejects.toThrow(
      new UserError(
        `Cannot serve the page on port ${port}: another program uses it. Choose another port, or 0 for a free one.`,
      ),
    );
    const urls = [(await serve({ port: undefined })).url, (await serve({ port: undefined })).url];
    expect(new Set(urls).size).toBe(2);
  });

  it('ends its connections when the signal aborts', async () => {
    const end = new AbortController();
    const { url } = await startWebServer({ source: new ScriptedJob(), port: 0 }, end.signal);
    const reader = (await fetch(`${url}events`)).body!.getReader();
    await reader.read();
    end.abort();
    await expect(reader.closed).rejects.toThrow();
    await expect(ask(url)).rejects.toThrow('ECONNREFUSED');
  });
});
