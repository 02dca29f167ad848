import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { bridgePath } from '../../../src/cloud/google/websocket-bridge.ts';
import { localCertificate } from './local-certificate.ts';

/** The far side of Google's bridge, as google/inverting-proxy implements it, in front of a local server. */
export interface FarBridge {
  readonly port: number;
  /** The HTTP statuses of the requests for a WebSocket, 101 for the accepted ones. */
  readonly statuses: readonly number[];
  /** The lengths of the received messages. */
  readonly messages: { longest: number; count: number };
  /** Cuts all connections without a closing handshake. */
  cut(): void;
  /** Closes all connections with a closing handshake. */
  closeAll(): void;
  close(): Promise<void>;
}

export interface FarBridgeOptions {
  readonly targetPort: number;
  /** Returns the HTTP status of a refusal. Default: accepts everything. */
  readonly refuse?: (authorization: string | undefined) => number | undefined;
  /** Milliseconds between two cuts. Default: none. */
  readonly cutEvery?: number;
  /** The most bytes in a message to the client. Default: that of Go's io.Copy. */
  readonly chunk?: number;
}

export async function startFarBridge({
  targetPort,
  refuse = () => undefined,
  cutEvery = 0,
  chunk = 32 * 1024,
}: FarBridgeOptions): Promise<FarBridge> {
  const statuses: number[] = [];
  const messages = { longest: 0, count: 0 };
  const webSockets = new Set<WebSocket>();
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 });
  const https = createServer(await localCertificate());
  https.on('upgrade', (request, socket, head) => {
    const status = request.url === bridgePath ? refuse(request.headers.authorization) : 404;
    statuses.push(status ?? 101);
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
    wss.handleUpgrade(request, socket, head, (webSocket) => {
      webSockets.add(webSocket);
      webSocket.on('close', () => webSockets.delete(webSocket));
      webSocket.on('message', (data: Buffer) => {
        messages.count++;
        messages.longest = Math.max(messages.longest, data.length);
      });
      join(webSocket, targetPort, chunk);
    });
  });
  const cut = (): void => webSockets.forEach((webSocket) => webSocket.terminate());
  const timer = cutEvery > 0 ? setInterval(cut, cutEvery) : undefined;
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  return {
    port: (https.address() as AddressInfo).port,
    statuses,
    messages,
    cut,
    closeAll: () => webSockets.forEach((webSocket) => webSocket.close()),
    async close() {
      clearInterval(timer);
      cut();
      https.closeAllConnections();
      await new Promise((resolve) => https.close(resolve));
    },
  };
}

/** Copies bytes in both directions. Like the original, it ignores binary messages, and tells nobody that the server has closed. */
function join(webSocket: WebSocket, port: number, chunk: number): void {
  const target = connect({ port, host: '127.0.0.1', noDelay: true });
  target.on('error', () => webSocket.terminate());
  webSocket.on('error', () => target.destroy());
  webSocket.on('close', () => target.end());
  webSocket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary || target.write(Buffer.from(data.toString('latin1'), 'hex'))) return;
    webSocket.pause();
    target.once('drain', () => webSocket.resume());
  });
  target.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += chunk) webSocket.send(bytes.subarray(at, at + chunk).toString('hex'));
    if (webSocket.bufferedAmount < 1024 * 1024) return;
    target.pause();
    webSocket.send('', () => target.resume());
  });
}
