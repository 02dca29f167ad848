import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

/** A request to one side: run a benchmark a number of times, after `prepare` if it is a new one. */
export interface SideRequest {
  /** The name of a benchmark for our side, Python statements for PySpark. */
  readonly work: string;
  readonly prepare?: string | undefined;
  readonly rows: number;
  readonly calls: number;
}

/** The milliseconds that each call took, or an error message. */
export type SideAnswer = { readonly milliseconds: readonly number[] } | { readonly error: string };

/**
 * A process that runs one side of the comparison. It reads the server's address, then one request per line, and writes one answer per
 * line.
 */
export class Side {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;

  /** Starts the process, which loads its dependencies before the server is up. */
  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  connect(sparkRemote: string): void {
    this.#child.stdin!.write(`${sparkRemote}\n`);
  }

  async ask(request: SideRequest): Promise<readonly number[]> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const answerLine = await this.#answers.next();
    if (answerLine.done === true) throw new Error(`The process ended without an answer to ${request.work}.`);
    const answer = JSON.parse(answerLine.value) as SideAnswer;
    if ('error' in answer) throw new Error(`${request.work} failed: ${answer.error}`);
    return answer.milliseconds;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin!.end();
    await ended;
  }

  /** Kills the process. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
