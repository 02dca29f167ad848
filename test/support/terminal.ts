import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether tests can open a terminal: tmux is one that a program can type into and read. */
export const hasTerminal: boolean = spawnSync('tmux', ['-V']).status === 0;

/** A terminal without a window. */
export class Terminal {
  readonly #server: string;

  /** @param name a name that no other test uses. */
  constructor(name: string) {
    this.#server = `spark-connect-ts-${name}-${process.pid}`;
  }

  /** Opens the terminal and starts a program in it. */
  async start(size: { readonly columns: number; readonly rows: number }, command: readonly string[]): Promise<void> {
    const { columns, rows } = size;
    await this.#tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), ...command);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** Presses keys by their names in tmux, such as `Enter` and `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  async type(text: string): Promise<void> {
    // tmux takes a semicolon at the end for that of its own commands.
    await this.#tmux('send-keys', '-l', text.replace(/;$/, '\\;'));
  }

  /** Returns the lines on the screen; with `joined`, a line that the terminal has wrapped counts once. */
  async screen(joined = false): Promise<readonly string[]> {
    const text = await this.#tmux('capture-pane', '-p', ...(joined ? ['-J'] : []));
    return text
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch(() => {});
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('tmux', ['-L', this.#server, '-f', '/dev/null', ...args]);
    return stdout;
  }
}
