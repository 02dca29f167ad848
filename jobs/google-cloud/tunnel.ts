import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { UserError } from '../../command-line/user-error.ts';
import { endProcessGroup, sshError, startError, startSsh, type SshTarget } from './gcloud.ts';

/** A port of the master that appears at a local port. */
export interface Forwarding {
  /** What listens there, such as `Spark`. */
  readonly name: string;
  readonly localPort: number;
  readonly remotePort: number;
}

/** How to keep a tunnel open. */
export interface TunnelOptions {
  readonly target: SshTarget;
  readonly forwardings: readonly Forwarding[];
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
  /** Milliseconds that a tunnel may take to open. Default: 60 seconds; gcloud may first have to create an SSH key. */
  readonly openTimeout?: number;
}

/** An open tunnel. */
export interface Tunnel {
  /** Rejects when the tunnel broke and could not be opened again. Otherwise settles after `close`. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Attempts to open a broken tunnel again. With the delays between them, they take about five minutes. */
const maxAttempts = 15;
const maxDelay = 20_000;

/** Opens a tunnel to the master of a cluster, and opens it again whenever it breaks. */
export async function openTunnel(options: TunnelOptions): Promise<Tunnel> {
  const { forwardings, signal, say } = options;
  for (const forwarding of forwardings) await requireFree(forwarding);
  const closing = new AbortController();
  const stopped = closing.signal;
  let current = await openOnce(options, signal);

  const keepOpen = async (): Promise<void> => {
    while (!stopped.aborted) {
      const stderr = await current.broken;
      if (stopped.aborted) return;
      say(`The tunnel to the cluster broke (${lastLine(stderr)}); opening it again.`);
      const start = performance.now();
      current = await reopen();
      if (!stopped.aborted) say(`The tunnel is open again after ${((performance.now() - start) / 1000).toFixed(0)} s.`);
    }
  };
  const reopen = async (): Promise<SshTunnel> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await openOnce(options, stopped);
      } catch (error) {
        if (stopped.aborted || attempt >= maxAttempts) throw error;
        await sleep(Math.min(500 * 2 ** attempt, maxDelay), undefined, { signal: stopped });
      }
    }
  };
  const ended = keepOpen().catch((error: unknown) => {
    if (!stopped.aborted) throw error;
  });
  ended.catch(() => {});
  // If this process is killed by an error, its tunnel must not stay.
  const onExit = (): void => endProcessGroup(current.process);
  process.once('exit', onExit);
  return {
    ended,
    async close() {
      closing.abort();
      endProcessGroup(current.process);
      await current.broken;
      process.off('exit', onExit);
    },
  };
}

interface SshTunnel {
  readonly process: ChildProcess;
  /** Resolves with what gcloud has written to stderr when it has ended. */
  readonly broken: Promise<string>;
}

/** Starts gcloud and waits until each local port answers. */
async function openOnce(
  { target, forwardings, openTimeout = 60_000 }: TunnelOptions,
  signal: AbortSignal,
): Promise<SshTunnel> {
  const sshArgs = [
    '-N',
    // Without these, ssh would keep a tunnel that no longer works, or one that lacks a port.
    ...['-o', 'ExitOnForwardFailure=yes', '-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=3'],
    ...forwardings.flatMap(({ localPort, remotePort }) => ['-L', `127.0.0.1:${localPort}:127.0.0.1:${remotePort}`]),
  ];
  const process = startSsh(target, { sshArgs });
  let stderr = '';
  process.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  process.stdout?.resume();
  let failed: Error | undefined;
  const broken = new Promise<string>((resolve) => {
    process.once('error', (error) => {
      failed = startError(error);
      resolve(error.message);
    });
    process.once('close', () => resolve(stderr));
  });
  let hasEnded = false;
  void broken.then(() => (hasEnded = true));
  const deadline = performance.now() + openTimeout;
  try {
    for (;;) {
      signal.throwIfAborted();
      if (failed !== undefined) throw failed;
      if (hasEnded) throw sshError(stderr, target);
      if (await allAnswer(forwardings)) return { process, broken };
      if (performance.now() > deadline) {
        throw new UserError(
          `The tunnel to the cluster did not open within ${openTimeout / 1000} seconds: ${lastLine(stderr)}.`,
        );
      }
      await sleep(100, undefined, { signal });
    }
  } catch (error) {
    endProcessGroup(process);
    throw error;
  }
}

async function allAnswer(forwardings: readonly Forwarding[]): Promise<boolean> {
  const answers = await Promise.all(forwardings.map(({ localPort }) => answers127(localPort)));
  return answers.every(Boolean);
}

function answers127(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

async function requireFree({ name, localPort }: Forwarding): Promise<void> {
  if (await isPortFree(localPort)) return;
  throw new UserError(
    `Port ${localPort} of this machine, at which ${name} of the cluster should appear, is in use: end the other tunnel or program, or see the options about ports.`,
  );
}

/** Whether nothing listens at a local port. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Returns a free local port. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'gcloud gave no reason';
}
