import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** How many connections were cut so far. */
  readonly cuts: number;
  /** Cuts all connections there are; new ones are taken. */
  cut(): void;
  /** Lets no byte pass any more, as a firewall does that has forgotten a connection; new connections pass. */
  freeze(): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a server on this machine, which cuts all its connections every so many milliseconds; 0 for never. */
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
