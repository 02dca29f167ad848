import type { MiddlewareHandler } from 'hono';

/** The names of this machine under which a browser may ask for the page. */
const localNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests whose Host header names another machine. A foreign page can point its own name at 127.0.0.1 (DNS rebinding),
 * but the browser still sends that name. `port` returns the port of the server.
 */
export function requireLocalHost(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host')?.toLowerCase();
    if (localNames.some((name) => host === `${name}:${port()}`)) return next();
    return context.text(
      `The page is only available under http://127.0.0.1:${port()}. Open it there; if you forward the port, forward it to the same port.\n`,
      403,
    );
  };
}

/**
 * Refuses requests that a browser sends for a page of another origin. Browsers name the origin in headers that a page cannot
 * change; programs such as curl and Prometheus send neither header.
 */
export function requireSameOrigin(): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin');
    const site = context.req.header('sec-fetch-site');
    const isOwn = origin === undefined || origin === `http://${context.req.header('host')}`;
    // 'none': a person has entered the address.
    if (isOwn && (site === undefined || site === 'same-origin' || site === 'none')) return next();
    return context.text('Pages of other origins may not use this server.\n', 403);
  };
}
