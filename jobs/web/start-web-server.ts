import type { AddressInfo, Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { UserError } from '../../command-line/user-error.ts';
import type { SnapshotSource } from '../monitor/job-snapshot.ts';
import { ControlPanel, type Control } from './control-panel.ts';
import { ControlToken } from './control-token.ts';
import type { DemoSource } from './demo-snapshot.ts';
import { bundlePage } from './page-files.ts';
import { PageSource } from './page-snapshot.ts';
import { createWebApp } from './web-app.ts';

/** The options of {@link startWebServer}. */
export interface WebServerOptions {
  readonly source: SnapshotSource;
  /** Default: {@link defaultWebPort}, or a free port if that one is taken. 0: a free port. */
  readonly port?: number | undefined;
  /** Milliseconds without progress after which `/readyz` fails. Default: 60 seconds. */
  readonly maxProgressAge?: number;
  /** The programs around the job, in a demo. */
  readonly demo?: DemoSource;
  /** The buttons of the page. Default: none, and no route to press one. */
  readonly controls?: readonly Control[];
}

/** A running server. */
export interface WebServer {
  /** The address of the page. */
  readonly url: string;
  /** Ends all connections and stops the server. */
  close(): Promise<void>;
}

export const defaultWebPort = 3500;

/** The server trusts its clients, so only programs on this machine can be clients. */
const host = '127.0.0.1';

/**
 * Serves the page, the snapshot and the metrics of a job until the signal aborts.
 *
 * @throws UserError when the given port is taken.
 */
export async function startWebServer(options: WebServerOptions, signal: AbortSignal): Promise<WebServer> {
  const { source, demo, controls = [], maxProgressAge = 60_000 } = options;
  const panel = controls.length === 0 ? undefined : new ControlPanel(controls);
  const token = new ControlToken();
  const end = new AbortController();
  const app = createWebApp({
    source: new PageSource(source, demo, panel),
    page: await bundlePage(panel && token.text),
    maxProgressAge,
    controls: panel && { panel, token },
    port: () => port,
    signal: end.signal,
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server & { closeAllConnections(): void };
  const port = await listen(server, options.port);

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    end.abort();
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  const onAbort = (): void => void close();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) await close();
  return { url: `http://${host}:${port}/`, close };
}

/** Resolves to the port on which the server listens. */
async function listen(server: Server, port: number | undefined): Promise<number> {
  try {
    return await listenOn(server, port ?? defaultWebPort);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (port === undefined) return listenOn(server, 0);
    const reason = code === 'EADDRINUSE' ? 'another program uses it' : message;
    throw new UserError(`Cannot serve the page on port ${port}: ${reason}. Choose another port, or 0 for a free one.`, {
      cause: error,
    });
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
