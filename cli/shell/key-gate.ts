import { Readable } from 'node:stream';
import type { ReadStream } from 'node:tty';

const interruptKey = 0x03;
const lineEnds = [0x0a, 0x0d];

interface KeyGateOptions {
  readonly isBusy: () => boolean;
  /** Called when the user presses Ctrl-C while the shell is busy. */
  readonly onInterrupt: () => void;
  /** Called when the REPL has received keys. */
  readonly onKeys: () => void;
  /** Called when the terminal is gone. At the end of its input, the REPL would run the line that the user has not entered. */
  readonly onGone: () => void;
}

/**
 * Passes the keys of a terminal on to the REPL, but not while a statement runs: Node would start the next line, although the first one has
 * not ended.
 */
export class KeyGate extends Readable {
  readonly isTTY = true;
  readonly #terminal: ReadStream;
  readonly #options: KeyGateOptions;
  #held: Buffer = Buffer.alloc(0);
  readonly #onData = (keys: Buffer): void => this.#receive(keys);

  constructor(terminal: ReadStream, options: KeyGateOptions) {
    super({ read: () => {} });
    this.#terminal = terminal;
    this.#options = options;
    terminal.on('data', this.#onData).on('end', options.onGone).on('error', options.onGone);
  }

  get isRaw(): boolean {
    return this.#terminal.isRaw;
  }

  setRawMode(isRaw: boolean): this {
    this.#terminal.setRawMode(isRaw);
    return this;
  }

  /** Passes on what was typed in the meantime, line by line as long as the shell is not busy again. */
  release(): void {
    while (this.#held.length > 0 && !this.#options.isBusy()) {
      const end = this.#held.findIndex((key) => lineEnds.includes(key)) + 1 || this.#held.length;
      const keys = this.#held.subarray(0, end);
      this.#held = this.#held.subarray(end);
      this.emit('data', keys);
      this.#options.onKeys();
    }
  }

  /** Stops reading the terminal, so that the process can end. */
  close(): void {
    const { onGone } = this.#options;
    // It may report its loss again when the REPL changes its mode.
    this.#terminal.off('data', this.#onData).off('end', onGone).pause();
  }

  #receive(keys: Buffer): void {
    if (this.#options.isBusy() && keys.includes(interruptKey)) {
      this.#held = Buffer.alloc(0);
      this.#options.onInterrupt();
      return;
    }
    this.#held = Buffer.concat([this.#held, keys]);
    this.release();
  }
}
