import { createServer, type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { bridgePath } from '../../../src/cloud/google/websocket-bridge.ts';

/** The bytes that Google's Python client reads at a time. */
const chunk = 1024;

/** A local port that leads to a session. */
export interface KibibyteBridge {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a bridge that sends as Google's Python client does: 1 KiB as one hexadecimal message. */
export async function startKibibyteBridge(farPort: number, ca: string): Promise<KibibyteBridge> {
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    const webSocket = new WebSocket(`wss://127.0.0.1:${farPort}${bridgePath}`, { ca, perMessageDeflate: false });
    socket.on('error', () => {}).on('close', () => webSocket.close());
    webSocket.on('error', () => socket.destroy()).on('close', () => socket.end());
    webSocket.on('message', (data: Buffer) => void socket.write(Buffer.from(data.toString('latin1'), 'hex')));
    webSocket.on('open', () => {
      socket.on('data', (bytes: Buffer) => {
        for (let at = 0; at < bytes.length; at += chunk) webSocket.send(bytes.subarray(at, at + chunk).toString('hex'));
      });
      socket.resume();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
