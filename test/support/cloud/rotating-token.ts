import { renameSync, writeFileSync } from 'node:fs';

/** A token that is replaced at an interval. Only the current one is valid. */
export class RotatingToken {
  readonly #interval: number;
  readonly #file: string | undefined;
  readonly #listeners: (() => void)[] = [];
  #number = 1;
  #expiresAt: number;
  #timer: NodeJS.Timeout | undefined;

  /** Starts to rotate at once, unless the interval in milliseconds is 0. Writes the token to the file, if there is one. */
  constructor(interval: number, file?: string) {
    this.#interval = interval;
    this.#file = file;
    this.#expiresAt = Date.now() + interval;
    this.#write();
    if (interval > 0) this.#timer = setInterval(() => this.rotate(), interval);
    this.#timer?.unref();
  }

  get current(): string {
    return `token-${this.#number}`;
  }

  /** How many tokens there have been. */
  get count(): number {
    return this.#number;
  }

  /** Milliseconds since 1970. A token that does not rotate expires in an hour. */
  get expiresAt(): number {
    return this.#interval > 0 ? this.#expiresAt : Date.now() + 3_600_000;
  }

  onRotate(listener: () => void): void {
    this.#listeners.push(listener);
  }

  rotate(): void {
    this.#number++;
    this.#expiresAt = Date.now() + this.#interval;
    this.#write();
    for (const listener of this.#listeners) listener();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #write(): void {
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.new`, this.current);
    renameSync(`${this.#file}.new`, this.#file);
  }
}
