import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** The number of connections cut so far. */
  readonly cuts: number;
  /** Cuts all current connections. New ones are accepted. */
  cut(): void;
  /** Silently drops all bytes of the current connections, as a firewall with lost state does. New connections work. */
  freeze(): void;
  close(): Promise<void>;
}

/** Starts a TCP proxy for a local server that cuts all its connections at an interval in milliseconds; 0 for never. */
export async function startCuttingProxy(targetPort: number, interval: number): Promise<CuttingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const state = { cuts: 0 };
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    client.pipe(target).pipe(client);
  });
  const cut = (): void => {
    for (const [client, target] of pairs) {
      client.resetAndDestroy();
      target.destroy();
      state.cuts++;
    }
  };
  const timer = interval > 0 ? setInterval(cut, interval) : undefined;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    get cuts() {
      return state.cuts;
    },
    cut,
    freeze() {
      for (const [client, target] of pairs) {
        client.unpipe(target).pause();
        target.unpipe(client).pause();
      }
    },
    async close() {
      clearInterval(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await closed;
    },
  };
}
