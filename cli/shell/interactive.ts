import { constants } from 'node:os';
import { Recoverable, writer as nodesWriter } from 'node:repl';
import { showProgress, SparkConnectError, type DataFrame, type SparkSession } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { Completer, type Complete } from './completer.ts';
import { dotCommands, isWholeStatement, type DotCommand } from './dot-commands.ts';
import { Evaluation } from './evaluation.ts';
import { FramePages } from './frame-pages.ts';
import { prepareHistory } from './history-file.ts';
import { isFrame } from './is-frame.ts';
import { KeyGate } from './key-gate.ts';
import { linesAroundRows, pageText } from './page-text.ts';
import { startServer, type EvaluatingServer } from './repl-server.ts';
import { addToGlobals, shellScope, type Scope } from './scope.ts';
import { StatementInterrupted, Statements } from './statement.ts';

const prompt = 'spark> ';
const sqlPrompt = '   ... ';

/** Rows of a page on a terminal that is lower than its header and footer. */
const minPageRows = 5;

/** The error of Node's REPL for code that Ctrl-C has interrupted. */
const interruptedCode = 'ERR_SCRIPT_EXECUTION_INTERRUPTED';

type Done = (error: Error | null, value?: unknown) => void;

/** The parts of Node's REPL that its declarations show as constant. */
interface Changeable {
  eval: (code: string, context: unknown, file: string, done: Done) => void;
  completer: Complete;
}

/** A shell on a terminal. */
export class InteractiveShell {
  readonly #spark: SparkSession;
  readonly #rows: number;
  readonly #scope: Scope;
  readonly #statements: Statements;
  readonly #keys: KeyGate;
  readonly #repl: EvaluatingServer;
  readonly #evaluation: Evaluation;
  readonly #completer: Completer;
  #pages: FramePages | undefined;
  /** The table that was read for the value of the current statement. */
  #shown: { readonly frame: DataFrame; readonly text: string } | undefined;
  /** The lines of a statement in SQL that is not complete yet. */
  #sql: string[] | undefined;
  /** Whether Node's REPL reads the value of an expression to complete its members. */
  #isCompleting = false;

  /** @param rows how many rows of a frame its pages show at most. */
  constructor(spark: SparkSession, rows: number) {
    this.#spark = spark;
    this.#rows = rows;
    this.#scope = shellScope(spark);
    this.#statements = new Statements(spark);
    this.#keys = new KeyGate(process.stdin, {
      isBusy: () => this.#statements.isRunning,
      onInterrupt: () => this.#interrupt(),
      onKeys: () => this.#completer.prepare(this.#repl.server.line),
      onGone: () => this.#repl.server.close(),
    });
    this.#repl = startServer({
      prompt,
      input: this.#keys,
      output: process.stdout,
      terminal: true,
      ignoreUndefined: true,
      preview: false,
      writer: (value: unknown) => this.#text(value),
    });
    const { server, evaluate } = this.#repl;
    nodesWriter.options.colors = server.useColors;
    this.#evaluation = new Evaluation(evaluate);
    const changeable = server as unknown as Changeable;
    const nodesCompleter = changeable.completer.bind(server);
    this.#completer = new Completer(
      (line, done) => this.#whileCompleting(() => nodesCompleter(line, done)),
      [...this.#scope.values.keys()],
      () => this.#evaluation.lastFrame,
    );
    changeable.completer = (line, done) => this.#complete(line, done);
    changeable.eval = (code, _context, _file, done) => this.#onLine(code, done);
    this.#defineCommands();
    this.#cancelSqlOnInterrupt();
  }

  /** Resolves with the exit code when the user ends the shell, a signal does, or its terminal is gone. */
  async run(): Promise<number> {
    const { server, showError } = this.#repl;
    const removeFromGlobals = addToGlobals(this.#scope);
    // An error that nothing has caught ends a program, but not a shell.
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', showError);
    let exitCode = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      exitCode = 128 + constants.signals[signal];
      this.#statements.interrupt();
      server.close();
    };
    process.once('SIGTERM', onSignal).once('SIGHUP', onSignal);
    // Showing this error would cause it again.
    const onOutputGone = (): void => onSignal('SIGHUP');
    process.stdout.on('error', onOutputGone);
    const file = prepareHistory();
    if (file !== undefined) server.setupHistory(file, () => {});
    await new Promise<void>((resolve) => server.once('exit', resolve));
    this.#keys.close();
    process.off('SIGTERM', onSignal).off('SIGHUP', onSignal).off('uncaughtException', showError);
    for (const listener of listeners) process.on('uncaughtException', listener);
    await this.#statements.dispose();
    removeFromGlobals();
    await this.#releasePages();
    process.stdout.off('error', onOutputGone);
    return exitCode;
  }

  /** Evaluates a line, or shows the next page if it is empty. Node's REPL calls this. */
  #onLine(code: string, done: Done): void {
    if (this.#isCompleting) return this.#repl.evaluate(code, done);
    if (this.#sql !== undefined) return this.#addSql(code.trimEnd());
    if (code.trim() === '') {
      if (this.#pages === undefined) return done(null);
      return this.#showNextPage(this.#pages, done);
    }
    this.#runThen(async (signal) => {
      await this.#releasePages();
      const value = await this.#evaluation.run(code);
      signal.throwIfAborted();
      return this.#prepared(value);
    }, done);
  }

  /** Runs a statement, with a progress bar, and passes its outcome to Node's REPL. Then the user can type the next line. */
  #runThen(work: (signal: AbortSignal) => Promise<unknown>, done: Done): void {
    const hideProgress = showProgress(this.#spark);
    this.#statements
      .run(work)
      .finally(hideProgress)
      .then(
        (value) => done(null, value),
        (error: unknown) => this.#onError(error, done),
      )
      .finally(() => this.#keys.release());
  }

  #onError(error: unknown, done: Done): void {
    if (error instanceof Recoverable) return done(error);
    if (
      error instanceof StatementInterrupted ||
      (error as NodeJS.ErrnoException | undefined)?.code === interruptedCode
    ) {
      this.#print('Interrupted.');
      return done(null);
    }
    if (error instanceof UserError) {
      this.#print(error.message);
      return done(null);
    }
    if (error instanceof Error) hideOwnFrames(error);
    // Node's REPL takes null for success.
    done((error ?? new Error(`The code has thrown ${String(error)}.`)) as Error);
  }

  /** Reads the first page of a frame, so that the REPL can print it. */
  async #prepared(value: unknown): Promise<unknown> {
    if (!isFrame(value)) return value;
    this.#evaluation.lastFrame = value;
    this.#shown = { frame: value, text: await this.#firstPage(value) };
    return value;
  }

  async #firstPage(frame: DataFrame): Promise<string> {
    const pages = new FramePages(frame, this.#rows);
    this.#pages = pages;
    try {
      return await this.#nextPage(pages);
    } catch (error) {
      await this.#release(pages);
      const isStream = await frame.isStreaming().catch(() => false);
      if (!isStream) throw error;
      return `A streaming frame, which writeStream starts.\n${(await frame.schema()).treeString().trimEnd()}`;
    }
  }

  #showNextPage(pages: FramePages, done: Done): void {
    this.#runThen(async (signal) => {
      const text = await this.#nextPage(pages);
      signal.throwIfAborted();
      this.#print(text);
    }, done);
  }

  async #nextPage(pages: FramePages): Promise<string> {
    const { rows, columns } = process.stdout;
    const page = await pages.next(Math.max(minPageRows, rows - linesAroundRows));
    if (!page.hasMore) await this.#release(pages);
    const { useColors } = this.#repl.server;
    return pageText(page, { width: columns, colors: useColors, next: 'Press Enter for more.' });
  }

  async #release(pages: FramePages): Promise<void> {
    if (this.#pages === pages) this.#pages = undefined;
    await pages.release();
  }

  async #releasePages(): Promise<void> {
    if (this.#pages !== undefined) await this.#release(this.#pages);
  }

  #text(value: unknown): string {
    if (isFrame(value) && value === this.#shown?.frame) return this.#shown.text;
    if (value instanceof SparkConnectError) return `${value.name}: ${value.message}`;
    return nodesWriter.call(this.#repl.server, value);
  }

  #print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  // Commands

  #defineCommands(): void {
    const { server } = this.#repl;
    for (const [name, { help, run }] of Object.entries(dotCommands)) {
      if (name === 'sql') server.defineCommand(name, { help, action: (text) => this.#startSql(text) });
      else server.defineCommand(name, { help, action: (text) => this.#runCommand(run, text.trim()) });
    }
    server.defineCommand('more', {
      help: 'Show the next rows of the frame shown last; so does Enter on an empty line',
      action: () => this.#more(),
    });
    const nodesHelp = server.commands['help']!.action;
    server.defineCommand('help', {
      help: 'Print this help',
      action: (text) => {
        this.#print(this.#help());
        nodesHelp.call(server, text);
      },
    });
  }

  #help(): string {
    const { taken } = this.#scope;
    return [
      'spark is the session. Functions, such as col and sum, and classes of the package are in scope.',
      'A DataFrame that a line evaluates to is shown as a table. Ctrl-C interrupts its query.',
      ...(taken.length === 0
        ? []
        : [`JavaScript uses the name ${taken.join(', ')} itself; Spark's function is functions.<name>.`]),
      '',
    ].join('\n');
  }

  #runCommand(run: DotCommand['run'], text: string): void {
    this.#runThen(
      async (signal) => {
        await this.#releasePages();
        const result = await run(text, { spark: this.#spark, evaluation: this.#evaluation });
        signal.throwIfAborted();
        if (typeof result === 'string') return this.#print(result);
        await this.#prepared(result);
        signal.throwIfAborted();
        this.#print(this.#text(result));
      },
      (error) => this.#afterCommand(error),
    );
  }

  #afterCommand(error: Error | null): void {
    if (error === null) this.#repl.server.displayPrompt();
    else this.#repl.showError(error);
  }

  #more(): void {
    if (this.#pages === undefined) {
      this.#print('There are no more rows.');
      return this.#repl.server.displayPrompt();
    }
    this.#showNextPage(this.#pages, (error) => this.#afterCommand(error));
  }

  // SQL of several lines

  #startSql(text: string): void {
    this.#sql = [];
    this.#addSql(text);
  }

  #addSql(line: string): void {
    const { server } = this.#repl;
    const lines = [...(this.#sql ?? []), line];
    if (!isWholeStatement(lines)) {
      this.#sql = lines;
      server.setPrompt(sqlPrompt);
      return server.prompt();
    }
    this.#endSql();
    this.#runCommand(dotCommands['sql']!.run, lines.join('\n'));
  }

  #endSql(): void {
    this.#sql = undefined;
    this.#repl.server.setPrompt(prompt);
  }

  #cancelSqlOnInterrupt(): void {
    const { server } = this.#repl;
    const listeners = server.listeners('SIGINT') as (() => void)[];
    server.removeAllListeners('SIGINT');
    server.on('SIGINT', () => {
      if (this.#sql === undefined) return listeners.forEach((listener) => listener.call(server));
      this.#endSql();
      this.#print('');
      server.displayPrompt();
    });
  }

  // Keys

  #interrupt(): void {
    this.#statements.interrupt();
    // Node's REPL stops waiting for the code.
    if (this.#evaluation.isEvaluating) this.#repl.server.emit('SIGINT');
  }

  #complete(line: string, done: Parameters<Complete>[1]): void {
    const { server } = this.#repl;
    const before = server.line;
    this.#completer.complete(line, (error, completions) => {
      // The user has typed on.
      done(error, server.line === before ? completions : [[], '']);
    });
  }

  /** Node's REPL evaluates the expression in front of a dot to find its members. */
  #whileCompleting(complete: () => void): void {
    this.#isCompleting = true;
    try {
      complete();
    } finally {
      this.#isCompleting = false;
    }
  }
}

/** Removes the frames of the shell from a stack: those below the code of the user. */
function hideOwnFrames(error: Error): void {
  const start = error.stack?.search(/\n\s+at \w*Script\.runInThisContext/) ?? -1;
  if (start >= 0) error.stack = error.stack!.slice(0, start);
}
