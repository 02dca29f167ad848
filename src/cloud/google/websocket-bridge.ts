import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { status } from '@grpc/grpc-js';
import type { WebSocket } from 'ws';
import type { TokenRequest } from '../../index.ts';
import { CloudError } from '../cloud-error.ts';
import { loadPeer } from '../load-peer.ts';

/** The path of the bridge in front of a session, as in `tcpbridge` of google/inverting-proxy. */
export const bridgePath = '/tcp-over-websocket-bridge/35218cb7-1201-4940-89e8-48d8f03fed96';

export interface BridgeOptions {
  /** The `host:port` of the session. */
  readonly endpoint: string;
  /** Returns the access token for a new WebSocket. */
  readonly token: (request: TokenRequest) => Promise<string>;
  readonly tls?: { readonly ca?: string | Uint8Array } | undefined;
  /** The text for a call that cannot be made because the session does not accept the connection. */
  readonly explain: (status: number) => string;
}

/** A local port that leads to a session. */
export interface WebSocketBridge {
  readonly port: number;
  close(): Promise<void>;
}

const handshakeTimeout = 30_000;
/** Milliseconds between two signs of life. */
const pingInterval = 30_000;
/** Bytes that may wait to be sent before the local socket is no longer read. */
const highWaterMark = 1024 * 1024;
/** The HTTP statuses that mean that the token, or its user, may not connect. */
const refusals = new Set([401, 403]);

/** The session did not accept a WebSocket. */
class RefusedUpgrade extends Error {
  readonly httpStatus: number;

  constructor(httpStatus: number) {
    super(`HTTP ${httpStatus}`);
    this.httpStatus = httpStatus;
  }
}

/**
 * Starts a port on 127.0.0.1 whose connections continue as WebSockets to a session. The bytes travel as hexadecimal text,
 * because Google's side of the bridge ignores binary messages; a message has as many of them as there are.
 *
 * When a WebSocket cannot be opened, the calls of the local connection fail with the reason.
 */
export async function startWebSocketBridge(options: BridgeOptions): Promise<WebSocketBridge> {
  const ws = await loadPeer('ws', () => import('ws'));
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    openWebSocket(ws.WebSocket, options).then(
      (webSocket) => {
        if (socket.destroyed) webSocket.terminate();
        else connect(socket, webSocket);
      },
      (error: unknown) => refuse(socket, failureOf(error, options)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  // A program that forgets to close the connection can still end.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Opens a WebSocket, and asks for another token if the session rejects the first. */
async function openWebSocket(Client: typeof WebSocket, options: BridgeOptions): Promise<WebSocket> {
  const token = await options.token({});
  try {
    return await dial(Client, options, token);
  } catch (error) {
    if (!(error instanceof RefusedUpgrade) || !refusals.has(error.httpStatus)) throw error;
    const fresh = await options.token({ refused: token });
    if (fresh === token) throw error;
    return dial(Client, options, fresh);
  }
}

function dial(Client: typeof WebSocket, { endpoint, tls }: BridgeOptions, token: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const webSocket = new Client(`wss://${endpoint}${bridgePath}`, {
      headers: { Authorization: `Bearer ${token}` },
      handshakeTimeout,
      // Compressing hexadecimal text would take longer than sending it.
      perMessageDeflate: false,
      skipUTF8Validation: true,
      ...(tls?.ca !== undefined && { ca: Buffer.from(tls.ca) }),
    });
    webSocket.once('unexpected-response', (request, response) => {
      request.destroy();
      reject(new RefusedUpgrade(response.statusCode ?? 0));
    });
    webSocket.on('error', reject);
    webSocket.once('open', () => {
      // Nothing may be lost between this event and the listeners of the caller.
      webSocket.pause();
      resolve(webSocket);
    });
  });
}

/** Passes bytes on in both directions, no faster than the slower side, until both sides have ended. */
function connect(socket: Socket, webSocket: WebSocket): void {
  const stopPing = keepAlive(webSocket);
  socket.on('data', (bytes: Buffer) => {
    webSocket.send(bytes.toString('hex'), () => {
      if (webSocket.bufferedAmount < highWaterMark / 2) socket.resume();
    });
    if (webSocket.bufferedAmount >= highWaterMark) socket.pause();
  });
  // What the session still sends arrives before it answers the close.
  socket.on('end', () => webSocket.close());
  socket.on('close', (hadError) => {
    if (hadError) webSocket.terminate();
    else webSocket.close();
  });
  webSocket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) return;
    if (socket.write(Buffer.from(data.toString('latin1'), 'hex'))) return;
    webSocket.pause();
    socket.once('drain', () => webSocket.resume());
  });
  webSocket.on('error', () => socket.destroy());
  webSocket.on('close', (code: number) => {
    stopPing();
    // 1006: without the closing handshake, so something may be missing.
    if (code === 1006) socket.destroy();
    else socket.end();
  });
  webSocket.resume();
  socket.resume();
}

/** Ends a WebSocket that died silently: nothing arrived since the last ping, although this side has been reading. */
function keepAlive(webSocket: WebSocket): () => void {
  let isAlive = true;
  const live = (): void => void (isAlive = true);
  webSocket.on('pong', live).on('message', live);
  const timer = setInterval(() => {
    if (!isAlive && !webSocket.isPaused) return webSocket.terminate();
    isAlive = webSocket.isPaused;
    webSocket.ping();
  }, pingInterval);
  timer.unref();
  return () => clearInterval(timer);
}

/** Why calls fail: a gRPC status and its text. */
interface Failure {
  readonly code: status;
  readonly details: string;
}

function failureOf(error: unknown, { endpoint, explain }: BridgeOptions): Failure {
  if (error instanceof RefusedUpgrade) {
    const { httpStatus } = error;
    // The client retries UNAVAILABLE. Other statuses of the session do not change by themselves.
    const code = httpStatus >= 500 || httpStatus === 429 ? status.UNAVAILABLE : status.FAILED_PRECONDITION;
    return { code, details: explain(httpStatus) };
  }
  const { message, code } = error as NodeJS.ErrnoException;
  // An error about the token does not change by itself. It has no code of the system.
  if (code === undefined || error instanceof CloudError) return { code: status.FAILED_PRECONDITION, details: message };
  return { code: status.UNAVAILABLE, details: `the session at ${endpoint} does not answer (${message || code})` };
}

/** Answers the calls of a connection that leads nowhere with the reason. */
function refuse(socket: Socket, { code, details }: Failure): void {
  const server = createHttp2Server();
  server.on('sessionError', () => {});
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    const trailers = { 'grpc-status': String(code), 'grpc-message': encodeURI(details) };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true });
    // The next call tries another connection.
    stream.session?.close();
  });
  server.emit('connection', socket);
  socket.resume();
}
