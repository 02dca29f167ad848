import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server that accepts every connection and never answers. */
export interface SilentServer {
  /** The address as `host:port`. */
  readonly address: string;
  /** Resolves once a client has connected and sent data. */
  readonly addressed: Promise<void>;
  close(): void;
}

/** Starts a silent server on a free port. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('data', () => server.emit('addressed'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    addressed: once(server, 'addressed').then(() => {}),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
