import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { stream } from 'hono/streaming';
import type { ControlPanel } from './control-panel.ts';
import { tokenHeader, type ControlToken } from './control-token.ts';
import { snapshotEvents } from './event-stream.ts';
import type { PageFiles } from './page-files.ts';
import type { PageSource } from './page-snapshot.ts';
import { PrometheusMetrics } from './prometheus-metrics.ts';
import { reasonNotReady } from './readiness.ts';
import { requireLocalHost, requireSameOrigin } from './request-guard.ts';

/** What the routes of the server use. */
export interface WebAppOptions {
  readonly source: PageSource;
  readonly page: PageFiles;
  /** Milliseconds without progress after which the job is not ready. */
  readonly maxProgressAge: number;
  readonly controls?: { readonly panel: ControlPanel; readonly token: ControlToken } | undefined;
  readonly port: () => number;
  /** Ends the event streams. */
  readonly signal: AbortSignal;
}

/** The page loads nothing from elsewhere and runs no inline script, so text in it cannot become code. */
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Creates the routes of the server. */
export function createWebApp(options: WebAppOptions): Hono {
  const { source, page, controls, port } = options;
  const app = new Hono();
  const headers = { contentSecurityPolicy, referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' };
  // HTTPS is not available here, and must not be demanded of other programs on this machine.
  app.use(secureHeaders({ ...headers, strictTransportSecurity: false }));
  app.use(requireLocalHost(port));
  app.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  app.use(compress());

  // A link on another page may lead here: the browser then leaves that page, which reads nothing.
  app.get('/', (context) => context.html(page.html));
  app.use(requireSameOrigin());
  app.get('/main.js', (context) =>
    context.body(page.script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/page.css', (context) => context.body(page.style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/api/snapshot', (context) => context.json(source.snapshot()));
  addEvents(app, options);
  addMonitoring(app, options);
  if (controls) addControls(app, controls);
  return app;
}

function addEvents(app: Hono, { source, signal }: WebAppOptions): void {
  app.get('/events', (context) => {
    context.header('content-type', 'text/event-stream');
    return stream(context, async (writer) => {
      const end = new AbortController();
      writer.onAbort(() => end.abort());
      for await (const text of snapshotEvents(source, AbortSignal.any([signal, end.signal]))) await writer.write(text);
    });
  });
}

function addMonitoring(app: Hono, { source, maxProgressAge }: WebAppOptions): void {
  const metrics = new PrometheusMetrics();
  app.get('/metrics', async (context) => {
    context.header('content-type', metrics.contentType);
    return context.body(await metrics.render(source.snapshot()));
  });
  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', (context) => {
    const reason = reasonNotReady(source.snapshot(), maxProgressAge, Date.now());
    return reason === undefined ? context.text('ok\n') : context.text(`${reason}\n`, 503);
  });
}

function addControls(app: Hono, { panel, token }: NonNullable<WebAppOptions['controls']>): void {
  app.post('/api/controls/:id', async (context) => {
    if (!token.matches(context.req.header(tokenHeader))) {
      return context.text('The token of the page is missing or old. Reload the page.\n', 403);
    }
    const result = await panel.press(context.req.param('id'));
    if (result === 'done') return context.body(null, 204);
    if (result === 'unknown') return context.text('There is no such control.\n', 404);
    if (result === 'unavailable') return context.text('The control cannot be pressed now.\n', 409);
    return context.text(`${result.error}\n`, 500);
  });
}
