import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

/** What a side is asked: to do a work a number of times, after `prepare` if this is its first request. */
export interface SideRequest {
  /** The name of a work for ours, statements for PySpark. */
  readonly work: string;
  readonly prepare?: string | undefined;
  readonly rows: number;
  readonly calls: number;
}

/** Answers with the milliseconds that each call took, or with what went wrong. */
export type SideAnswer = { readonly milliseconds: readonly number[] } | { readonly error: string };

/**
 * A process that works for one side of the comparison: it reads where the server is, then a request a line, and writes an answer a line.
 */
export class Side {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;

  /** Starts it; it loads what it needs while there is no server yet. */
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
    if (answerLine.done === true) throw new Error(`The process ended before it had answered ${request.work}.`);
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

  /** Ends it at once, whatever it does. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
