import { spawn, type ChildProcess } from 'node:child_process';
import { root } from '../../setup/paths.mjs';
import { JsonLines } from './json-lines.ts';
import { RoundError, waitUntil } from './wait-until.ts';

interface Line {
  readonly type: 'batch';
  readonly batch_id: number;
  readonly repeated: boolean;
}

/** A program that has to be started more often fails the round. */
const maxStarts = 6;
/** The exit code after Ctrl-C. */
const interrupted = 130;

/** Runs `sums-program.ts`, and starts it again with the same command whenever it ends by itself. */
export class SumsDriver {
  readonly #args: readonly string[];
  #process: ChildProcess | undefined;
  #isRunning = false;
  #mayEnd = false;
  #staysUp = false;
  #starts = 0;
  #exitCode: number | null = null;
  /** When it printed its last batch. */
  lastBatchAt = -Infinity;
  /** The number of batches that were given to the function again after the database had them. */
  repeated = 0;
  /** Its output to stderr whenever it ended by itself. */
  readonly lastWords: string[] = [];

  constructor(args: readonly string[]) {
    this.#args = ['scripts/run.mjs', 'scripts/checks/chaos/sums-program.ts', ...args];
  }

  start(): void {
    this.#starts++;
    this.#isRunning = true;
    this.#mayEnd = false;
    const child = spawn(process.execPath, this.#args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    const lines = new JsonLines<Line>();
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (const { repeated } of lines.read(stdout)) {
        this.lastBatchAt = performance.now();
        if (repeated) this.repeated++;
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('close', (exitCode) => {
      this.#isRunning = false;
      this.#exitCode = exitCode;
      if (this.#mayEnd) return;
      this.lastWords.push(stderr || `exit code ${exitCode} without a message`);
      if (this.#staysUp && this.#starts < maxStarts) this.start();
    });
  }

  /** From now on, starts it again whenever it ends, and immediately if it has already ended. */
  stayUp(): void {
    this.#staysUp = true;
    if (!this.#isRunning) this.start();
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Throws if it ended without a clear message, or too often. */
  check(): void {
    const unclear = this.lastWords.find((words) => !/^[^\n]+\n$/.test(words));
    if (unclear !== undefined) throw new RoundError(`The program ended without one clear sentence: ${unclear}`);
    if (this.#starts >= maxStarts) throw new RoundError(`The program had to be started ${this.#starts} times.`);
  }

  /** Kills it with SIGKILL. */
  kill(): void {
    this.#mayEnd = true;
    this.#process?.kill('SIGKILL');
  }

  /** Stops it with SIGINT, as Ctrl-C does. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#staysUp = false;
    this.#mayEnd = true;
    this.#process?.kill('SIGINT');
    await waitUntil(() => !this.#isRunning, { wanted: 'The program did not stop', seconds: 45, signal });
    if (this.#exitCode !== interrupted) throw new RoundError(`The program ended with ${this.#exitCode}.`);
  }
}
