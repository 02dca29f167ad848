import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { reportError } from '../command-line/report-error.ts';
import type { ServeMessage, ServeRequest } from '../src/local/serve-messages.ts';
import { stackOwnedBy, stopOrphans } from '../stack/owned-stacks.ts';
import { startStack } from '../stack/start-stack.ts';
import { stopStack } from '../stack/stop-stack.ts';
import { useWording } from '../stack/wording.ts';
import { packageWording } from './package-front.ts';

const prefix = 'spark-connect-ts-local-';

/** Short, because the data of the server is deleted anyway. */
const graceMs = 2000;

/**
 * Creates the command that runs a server for `startLocalSpark()`. The server ends with standard input, which the operating system closes
 * when the program ends, even if it is killed.
 */
export function serveCommand(): Command {
  return new Command('serve').action(serve);
}

async function serve(): Promise<void> {
  useWording(packageWording);
  const input = createInterface({ input: process.stdin });
  const ended = new AbortController();
  const end = (): void => ended.abort();
  input.once('close', end);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  const request = await new Promise<ServeRequest | undefined>((resolve) => {
    input.once('line', (line) => resolve(JSON.parse(line) as ServeRequest));
    input.once('close', () => resolve(undefined));
  });
  if (request === undefined) return;
  const stateDir = stackOwnedBy(prefix, process.pid, randomBytes(4).toString('hex'));
  try {
    await run(stateDir, request, ended.signal);
  } catch (error) {
    if (!ended.signal.aborted) fail(error);
  } finally {
    await stopStack(stateDir, { clean: true, graceMs });
    process.stdin.destroy();
  }
}

async function run(stateDir: string, { kafka, config, token }: ServeRequest, signal: AbortSignal): Promise<void> {
  await stopOrphans(prefix);
  const ownToken = token ?? randomBytes(24).toString('base64url');
  const { sparkRemote, sparkUi, kafkaServers } = await startStack(stateDir, {
    services: kafka ? ['spark', 'kafka'] : ['spark'],
    otherPorts: 'free',
    token: ownToken,
    sparkConf: config,
    onProgress: (progress) => send({ progress }),
    signal,
  });
  send({
    server: {
      remote: sparkRemote,
      token: ownToken,
      sparkUi,
      kafkaServers: kafka ? kafkaServers : undefined,
      folder: stateDir,
    },
  });
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function fail(error: unknown): void {
  const lines: string[] = [];
  process.exitCode = reportError(error, { verbose: false, write: (text) => lines.push(text) });
  send({ error: lines.join('').trimEnd() });
}

function send(message: ServeMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
