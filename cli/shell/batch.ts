import { Recoverable } from 'node:repl';
import { PassThrough, Writable } from 'node:stream';
import { inspect } from 'node:util';
import { jsonReplacer, showProgress, type DataFrame, type SparkSession } from '../../src/index.ts';
import { inFormat, type DataFormat } from '../../command-line/in-format.ts';
import { Interruption } from '../../command-line/interruption.ts';
import { UserError } from '../../command-line/user-error.ts';
import { writeAll } from '../../command-line/write-all.ts';
import { dotCommands, isWholeStatement, parseCommand } from './dot-commands.ts';
import { Evaluation } from './evaluation.ts';
import { FramePages } from './frame-pages.ts';
import { isFrame } from './is-frame.ts';
import { pageText } from './page-text.ts';
import { startServer } from './repl-server.ts';
import { Statements } from './statement.ts';

export interface BatchOptions {
  readonly format: 'table' | DataFormat;
  /** Maximum number of rows of a table. */
  readonly rows: number;
  readonly signal: AbortSignal;
  readonly output?: NodeJS.WriteStream;
}

/** Runs statements one after another, and prints their values. */
export class Batch {
  readonly #spark: SparkSession;
  readonly #options: Required<BatchOptions>;
  readonly #statements: Statements;
  readonly #evaluation: Evaluation;
  readonly #close: () => void;

  constructor(spark: SparkSession, options: BatchOptions) {
    this.#spark = spark;
    this.#options = { output: process.stdout, ...options };
    this.#statements = new Statements(spark);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const { server, evaluate } = startServer({ input: new PassThrough(), output: nowhere, terminal: false });
    this.#evaluation = new Evaluation(evaluate);
    const hideProgress = showProgress(spark);
    this.#close = () => {
      hideProgress();
      server.close();
    };
    options.signal.addEventListener('abort', () => this.#statements.interrupt(), { once: true });
  }

  /**
   * Runs statements that are complete.
   *
   * @throws UserError when one fails. Later ones do not run.
   */
  async runAll(statements: readonly string[]): Promise<void> {
    try {
      for (const each of statements) await this.#run(each);
    } catch (error) {
      throw toUserError(error);
    }
  }

  /** Runs the statements in lines of text, each as soon as it is complete. */
  async runLines(lines: AsyncIterable<string>): Promise<void> {
    let pending: readonly string[] = [];
    try {
      for await (const line of lines) {
        this.#options.signal.throwIfAborted();
        pending = [...pending, line];
        if (await this.#runIfComplete(pending)) pending = [];
      }
      if (pending.some((line) => line.trim() !== '')) await this.#run(pending.join('\n'));
    } catch (error) {
      this.#options.signal.throwIfAborted();
      throw toUserError(error);
    }
  }

  async close(): Promise<void> {
    await this.#statements.dispose();
    this.#close();
  }

  async #runIfComplete(lines: readonly string[]): Promise<boolean> {
    if (parseCommand(lines[0]!)?.name === 'sql' && !isWholeStatement(lines)) return false;
    try {
      await this.#run(lines.join('\n'));
      return true;
    } catch (error) {
      if (error instanceof Recoverable) return false;
      throw error;
    }
  }

  async #run(statement: string): Promise<void> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    try {
      await this.#statements.run(async () => this.#print(await this.#valueOf(statement)));
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }

  async #valueOf(statement: string): Promise<unknown> {
    const line = parseCommand(statement);
    if (line === undefined) return await this.#evaluation.run(`${statement}\n`);
    const command = dotCommands[line.name];
    if (command === undefined) throw new UserError(`There is no command .${line.name}.`);
    return command.run(line.text, { spark: this.#spark, evaluation: this.#evaluation });
  }

  async #print(value: unknown): Promise<void> {
    const { format, output, signal } = this.#options;
    if (value === undefined) return;
    if (!isFrame(value)) return this.#write([valueText(value, format, output.isTTY)]);
    this.#evaluation.lastFrame = value;
    if (format !== 'table') return writeAll(inFormat(value, format), output, signal);
    await this.#write([`${await this.#table(value)}\n`]);
  }

  async #table(frame: DataFrame): Promise<string> {
    const { rows, output } = this.#options;
    const pages = new FramePages(frame, rows);
    const page = await pages.next(rows);
    await pages.release();
    const width = output.isTTY ? output.columns : Infinity;
    return pageText(page, { width, colors: output.isTTY, next: undefined });
  }

  #write(chunks: readonly string[]): Promise<void> {
    return writeAll(chunks, this.#options.output, this.#options.signal);
  }
}

function valueText(value: unknown, format: BatchOptions['format'], colors: boolean): string {
  if (format === 'json') return `${JSON.stringify(value, jsonReplacer)}\n`;
  if (format !== 'table') {
    throw new UserError(`--format ${format} prints DataFrames only, and this value is not one: ${inspect(value)}.`);
  }
  return `${typeof value === 'string' ? value : inspect(value, { colors })}\n`;
}

/** Returns an error of a statement as one sentence. */
function toUserError(error: unknown): unknown {
  if (error instanceof UserError || error instanceof Interruption) return error;
  if (error instanceof Recoverable)
    return new UserError(`The code is incomplete: ${error.err.message}.`, { cause: error });
  if (!(error instanceof Error)) return new UserError(`The code has thrown ${inspect(error)}.`, { cause: error });
  const [line = ''] = error.message.split('\n');
  return new UserError(`${error.name}: ${line.replace(/[\s;]+$/, '')}`, { cause: error });
}
