import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ConnectionError, IllegalArgumentException } from '../index.ts';
import type { ServedServer, ServeMessage, ServeRequest } from './serve-messages.ts';

/** The options of {@link startLocalSpark}. */
export interface LocalSparkOptions {
  /** Whether to start Kafka as well. Default: false. */
  readonly kafka?: boolean;
  /** Settings of the server, such as `spark.sql.shuffle.partitions`. `spark.driver.memory` sets its heap; default: 896m. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
  /** The bearer token that the server requires. Default: a random one. */
  readonly token?: string;
  /** Receives a line about each step of the start. Default: progress is not reported. */
  readonly onProgress?: (line: string) => void;
  /** Cancels the start. */
  readonly signal?: AbortSignal;
}

/** A Spark Connect server that belongs to this program. */
export interface LocalSpark extends AsyncDisposable {
  /** The connection string, which contains the token. */
  readonly remote: string;
  /** The bearer token that the server requires. */
  readonly token: string;
  /** The address of Spark's web pages. */
  readonly sparkUi: string;
  /** Kafka's bootstrap servers, or undefined without `kafka: true`. */
  readonly kafkaServers: string | undefined;
  /** The folder with its data and logs, which are deleted when it stops. */
  readonly folder: string;
  /** Stops the server and deletes its data. Later calls wait for the first one. */
  stop(): Promise<void>;
}

type Server = ChildProcessByStdio<Writable, Readable, Readable>;

/** The command of the package, next to the bundles; in a clone, its source and the script that runs it. */
const places = [['./cli.js'], ['../../scripts/run.mjs', '../../cli/main.ts']];

/**
 * Starts a Spark Connect server on free ports of this machine, for tests and experiments. It needs Java 17 and Maven, which downloads
 * Spark the first time.
 *
 * The server listens on 127.0.0.1 only and requires a token. It ends with this program, even if the program is killed, and does not
 * keep it running.
 *
 * @throws ConnectionError when the server cannot be started; the message says what to do.
 *
 * @example
 * ```ts no-run: docs/local-server.md has an example that the tests run
 * import { SparkSession } from 'spark-connect-ts';
 * import { startLocalSpark } from 'spark-connect-ts/local';
 *
 * const server = await startLocalSpark();
 * const spark = await SparkSession.builder.remote(server.remote).getOrCreate();
 * console.log(await spark.range(3).collect()); // [{ id: 0n }, { id: 1n }, { id: 2n }]
 * await spark.stop();
 * await server.stop();
 * ```
 */
export async function startLocalSpark(options: LocalSparkOptions = {}): Promise<LocalSpark> {
  const { signal } = options;
  signal?.throwIfAborted();
  const request = requestOf(options);
  // In a process group of its own, so that a Ctrl-C in the terminal reaches only this program.
  const child = spawn(process.execPath, programFiles(), { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const end = (): void => void child.stdin.destroy();
  // The process may end before it has read its input.
  child.stdin.on('error', end);
  child.stdin.write(`${JSON.stringify(request)}\n`);
  signal?.addEventListener('abort', end, { once: true });
  try {
    const server = await firstServer(child, options.onProgress);
    release(child);
    const stop = async (): Promise<void> => {
      child.ref();
      end();
      await closed;
    };
    return { ...server, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    end();
    await closed;
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function requestOf({ kafka = false, config = {}, token }: LocalSparkOptions): ServeRequest {
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new IllegalArgumentException('The token of a local server consists of one or more visible ASCII characters.');
  }
  const texts = Object.entries(config).map(([name, value]) => [name, String(value)] as const);
  return { kafka, token, config: Object.fromEntries(texts) };
}

/** Resolves as soon as the server is ready. Rejects if it cannot be started. */
async function firstServer(child: Server, onProgress: LocalSparkOptions['onProgress']): Promise<ServedServer> {
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const lines = createInterface({ input: child.stdout });
  const answer = (async (): Promise<ServedServer> => {
    for await (const line of lines) {
      const message = JSON.parse(line) as ServeMessage;
      if ('server' in message) return message.server;
      if ('error' in message) throw new ConnectionError(message.error);
      onProgress?.(message.progress);
    }
    throw new ConnectionError(`The process that starts the local server has ended: ${output.trim() || 'no output'}`);
  })();
  return Promise.race([answer, failed]);
}

/** Lets this program end while the server runs. */
function release(child: Server): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    (stream as Partial<{ unref: () => void }>).unref?.();
  }
}

function programFiles(): string[] {
  const candidates = places.map((files) => files.map((file) => fileURLToPath(new URL(file, import.meta.url))));
  const found = candidates.find((files) => files.every((file) => existsSync(file)));
  if (found === undefined) {
    throw new ConnectionError('cli.js is missing from the package spark-connect-ts: install the package again.');
  }
  return [...found, 'serve'];
}
