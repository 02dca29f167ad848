import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endsWithin } from '../../../command-line/abortable.ts';
import { jobScript } from '../../job-process.ts';
import type { ComponentStatus } from '../../web/demo-snapshot.ts';

/** The options of {@link KeptProcess}. */
export interface KeptProcessOptions {
  /** Returns the arguments of `jobs/cli.ts`, for each start. */
  readonly args: () => readonly string[] | Promise<readonly string[]>;
  /** Receives each line of its standard output. */
  readonly onLine?: (line: string) => void;
  /** Receives what it sends to this process. */
  readonly onMessage?: (message: unknown) => void;
  /** Called when its status changes. */
  readonly onStatus: (status: ComponentStatus) => void;
  /** Receives what it has written to standard error when it ended by itself with a failure. */
  readonly onFailure: (text: string) => void;
  /** Called when it has done all its work. */
  readonly onDone?: () => void;
}

/** Milliseconds between the end of a process and its next start, so that people see that it was away. */
const restartDelay = 1500;
const stopTimeout = 5000;
/** Characters of standard error to keep. */
const maxErrorText = 4000;

/** A job in a process of its own, which is started again whenever it ends. */
export class KeptProcess {
  readonly #options: KeptProcessOptions;
  #child: ChildProcess | undefined;
  #status: ComponentStatus = 'down';
  #isKept = true;
  #ended: Promise<void> = Promise.resolve();
  #starting: Promise<void> = Promise.resolve();

  constructor(options: KeptProcessOptions) {
    this.#options = options;
  }

  start(): void {
    this.#setStatus('starting');
    this.#starting = this.#spawn();
    // A failure to make the arguments ends like a process.
    this.#starting.catch((error: unknown) => void this.#onEnd(1, `${String(error)}\n`));
  }

  /** The job does its work: called by the owner, who knows the signs of it. */
  isUp(): void {
    if (this.#status === 'starting') this.#setStatus('up');
  }

  /** Kills it with SIGKILL. It then starts again. Resolves when it has ended. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** Ends it as Ctrl-C does, and does not start it again. */
  async stop(): Promise<void> {
    this.#isKept = false;
    await this.#starting.catch(() => {});
    const child = this.#child;
    if (child === undefined) return;
    child.kill('SIGTERM');
    if (!(await endsWithin(stopTimeout, this.#ended))) child.kill('SIGKILL');
    await this.#ended;
  }

  async #spawn(): Promise<void> {
    const { args, onLine, onMessage } = this.#options;
    const all = ['scripts/run.mjs', jobScript(), ...(await args())];
    if (!this.#isKept) return;
    const child = spawn(process.execPath, all, {
      // The demo has its own Kafka, which is not secured.
      env: { ...process.env, KAFKA_CONFIG: undefined, SPARK_KAFKA_CONFIG: undefined },
      stdio: ['ignore', onLine ? 'pipe' : 'ignore', 'pipe', ...(onMessage ? (['ipc'] as const) : [])],
    });
    this.#child = child;
    let errorText = '';
    child
      .stderr!.setEncoding('utf8')
      .on('data', (text: string) => (errorText = (errorText + text).slice(-maxErrorText)));
    if (onLine) createInterface({ input: child.stdout! }).on('line', onLine);
    if (onMessage) child.on('message', onMessage);
    this.#ended = new Promise((resolve) => {
      child
        .once('error', () => resolve())
        .once('close', (exitCode) => {
          resolve();
          void this.#onEnd(exitCode, errorText);
        });
    });
  }

  async #onEnd(exitCode: number | null, errorText: string): Promise<void> {
    this.#child = undefined;
    this.#setStatus('down');
    if (!this.#isKept) return;
    if (exitCode === 0) this.#options.onDone?.();
    else if (exitCode !== null) this.#options.onFailure(errorText);
    await sleep(restartDelay);
    if (this.#isKept) this.start();
  }

  #setStatus(status: ComponentStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}
