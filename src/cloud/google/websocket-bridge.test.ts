import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';
import { startFarBridge, type FarBridge, type FarBridgeOptions } from '../../../scripts/checks/bridge/far-bridge.ts';
import { startScriptedServer } from '../../../test/support/scripted-server.ts';
import type { TokenRequest } from '../../client/call-token.ts';
import { SparkSession } from '../../session/spark-session.ts';
import { startWebSocketBridge, type WebSocketBridge } from './websocket-bridge.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

/** Starts a TCP server that handles each connection with a function. */
async function startTarget(handle: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    cleanUp.push(() => socket.destroy());
    handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

interface Options extends FarBridgeOptions {
  readonly token?: (request: TokenRequest) => Promise<string>;
}

async function start({ token = () => Promise.resolve('token-1'), ...options }: Options): Promise<{
  readonly far: FarBridge;
  readonly near: WebSocketBridge;
}> {
  const far = await startFarBridge(options);
  cleanUp.push(() => far.close());
  const { cert } = await localCertificate();
  const near = await startWebSocketBridge({
    endpoint: `127.0.0.1:${far.port}`,
    token,
    tls: { ca: cert },
    explain: (status) => `The session s denied it (HTTP ${status}). 100% sure: see https://example.com/?a=b`,
  });
  cleanUp.push(() => near.close());
  return { far, near };
}

function dial({ port }: WebSocketBridge): Socket {
  const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  cleanUp.push(() => socket.destroy());
  return socket;
}

const megabyte = 1024 * 1024;

/** Waits until a number of bytes stays the same, and returns it. It must be small, because all of them are in buffers. */
async function settled(bytes: () => number): Promise<number> {
  let last = -1;
  while (last !== bytes()) {
    last = bytes();
    expect(last).toBeLessThan(64 * megabyte);
    await sleep(500);
  }
  return last;
}

describe('the bridge', () => {
  it('passes bytes on unchanged in both directions, in large messages', async () => {
    const targetPort = await startTarget((socket) => socket.pipe(socket));
    const { far, near } = await start({ targetPort });
    const socket = dial(near);
    const sent = Buffer.from(Array.from({ length: 8 * megabyte }, (_, index) => (index * 7919) >> 3));
    const parts: Buffer[] = [];
    let length = 0;
    socket.on('data', (part: Buffer) => void (parts.push(part), (length += part.length)));
    socket.write(sent);
    await vi.waitFor(() => expect(length).toBe(sent.length), 20_000);
    expect(Buffer.concat(parts).equals(sent)).toBe(true);
    // Google's own client sends 1 KiB at a time.
    expect(far.messages.longest).toBeGreaterThan(32 * 1024);
    expect(far.messages.count).toBeLessThan(sent.length / 8192);
  });

  it('reads no faster than the client accepts', async () => {
    let written = 0;
    const block = Buffer.alloc(64 * 1024, 1);
    const targetPort = await startTarget((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(block)) written += block.length;
        written += block.length;
      };
      socket.on('drain', more);
      more();
    });
    const { near } = await start({ targetPort });
    const socket = dial(near);
    await once(socket, 'connect');
    socket.pause();
    const before = await settled(() => written);
    socket.resume();
    await vi.waitFor(() => expect(written).toBeGreaterThan(before + 16 * megabyte), 20_000);
  });

  it('reads no faster than the session accepts', async () => {
    const targetPort = await startTarget((socket) => socket.pause());
    const { near } = await start({ targetPort });
    const socket = dial(near);
    await once(socket, 'connect');
    let written = 0;
    const block = Buffer.alloc(64 * 1024, 1);
    const more = (): void => {
      while (!socket.destroyed && socket.write(block)) written += block.length;
      written += block.length;
    };
    socket.on('drain', more);
    more();
    await settled(() => written);
  });

  it('delivers everything that was sent before the end of one side', async () => {
    let ended: Buffer | undefined;
    const targetPort = await startTarget((socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (part: Buffer) => parts.push(part));
      socket.on('end', () => (ended = Buffer.concat(parts)));
    });
    const { near } = await start({ targetPort });
    const socket = dial(near);
    socket.end(Buffer.alloc(3 * megabyte, 9));
    await vi.waitFor(() => expect(ended?.length).toBe(3 * megabyte), 20_000);
  });

  it('ends the connection when the session closes the WebSocket', async () => {
    const targetPort = await startTarget((socket) => socket.write('hello'));
    const { far, near } = await start({ targetPort });
    const socket = dial(near);
    await once(socket, 'data');
    const ended = once(socket, 'end');
    far.closeAll();
    expect(await ended).toEqual([]);
  });

  it('breaks the connection when the WebSocket is cut', async () => {
    const targetPort = await startTarget((socket) => socket.write('hello'));
    const { far, near } = await start({ targetPort });
    const socket = dial(near);
    await once(socket, 'data');
    const closed = once(socket, 'close');
    socket.on('end', () => socket.end());
    far.cut();
    expect(await closed).toHaveLength(1);
  });

  it('asks for another token when the session rejects the first', async () => {
    const targetPort = await startTarget((socket) => socket.write('hello'));
    const requests: TokenRequest[] = [];
    const { far, near } = await start({
      targetPort,
      refuse: (authorization) => (authorization === 'Bearer token-2' ? undefined : 401),
      token: (request) => {
        requests.push(request);
        return Promise.resolve(request.refused === 'token-1' ? 'token-2' : 'token-1');
      },
    });
    await once(dial(near), 'data');
    expect(requests).toEqual([{}, { refused: 'token-1' }]);
    expect(far.statuses).toEqual([401, 101]);
  });
});

describe('a session behind the bridge', () => {
  const builder = ({ port }: WebSocketBridge) =>
    SparkSession.builder
      .remote(`sc://127.0.0.1:${port}`)
      .retryPolicy({ maxRetries: 10, initialBackoff: 5, maxBackoff: 10 })
      .connectTimeout(2000);

  it('works, and survives a bridge that cuts', async () => {
    const server = await startScriptedServer();
    cleanUp.push(() => server.stop());
    const { far, near } = await start({ targetPort: server.port });
    const spark = await builder(near).getOrCreate();
    await spark.conf.set('spark.a', '1');
    far.cut();
    expect(await spark.conf.getOption('spark.a')).toBe('1');
    expect(far.statuses.length).toBeGreaterThan(1);
    await spark.stop();
  });

  it.each([
    ['a refusal', 403, /^The session s denied it \(HTTP 403\)\. 100% sure: see https:\/\/example\.com\/\?a=b/, 2],
    ['an ended session', 404, /^The session s denied it \(HTTP 404\)/, 1],
  ])('fails with one clear sentence after %s', async (_name, httpStatus, message, upgrades) => {
    const { far, near } = await start({
      targetPort: 1,
      refuse: () => httpStatus,
      token: ({ refused }) => Promise.resolve(refused === undefined ? 'a' : 'b'),
    });
    await expect(builder(near).getOrCreate()).rejects.toThrow(message);
    expect(far.statuses).toEqual(Array<number>(upgrades).fill(httpStatus));
  });

  it('retries while the session is unavailable', async () => {
    const server = await startScriptedServer();
    cleanUp.push(() => server.stop());
    const busy = [503, 503];
    const { near } = await start({ targetPort: server.port, refuse: () => busy.shift() });
    const spark = await builder(near).getOrCreate();
    expect(busy).toEqual([]);
    await spark.stop();
  });

  it('names the reason when the session stays unavailable', async () => {
    const { near } = await start({ targetPort: 1, refuse: () => 503 });
    await expect(builder(near).getOrCreate()).rejects.toThrow(
      /Cannot reach Spark Connect at .*The session s denied it \(HTTP 503\)/,
    );
  });

  it('fails with the error of the token function', async () => {
    const { near } = await start({ targetPort: 1, token: () => Promise.reject(new Error('Log in again')) });
    await expect(builder(near).getOrCreate()).rejects.toThrow('Log in again');
  });
});
