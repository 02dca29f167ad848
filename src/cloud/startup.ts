import { setTimeout as sleep } from 'node:timers/promises';
import { CloudError } from './cloud-error.ts';
import type { CloudConnectOptions } from './cloud-connection.ts';

const defaultTimeout = 600_000;
const defaultPollInterval = 2000;

/** The start of a session: its deadline, its progress and its cancellation. */
export class Startup {
  readonly #options: CloudConnectOptions;
  readonly #begin = performance.now();
  /** The platform's name for the session. */
  session: string | undefined;

  constructor(options: CloudConnectOptions) {
    this.#options = options;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  get timeout(): number {
    return this.#options.timeout ?? defaultTimeout;
  }

  /** Reports a step. */
  report(message: string, state?: string): void {
    this.#options.onProgress?.({
      message,
      milliseconds: performance.now() - this.#begin,
      ...(this.session !== undefined && { session: this.session }),
      ...(state !== undefined && { state }),
    });
  }

  /**
   * Asks repeatedly until the answer is not undefined.
   *
   * @param late the sentence of the error when the time is over.
   * @throws CloudError when the time is over. The signal's reason when it is aborted.
   */
  async until<T>(ask: () => Promise<T | undefined>, late: () => string): Promise<T> {
    for (;;) {
      this.signal?.throwIfAborted();
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (performance.now() - this.#begin >= this.timeout) throw new CloudError(late());
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const { signal, pollInterval = defaultPollInterval } = this.#options;
    await sleep(pollInterval, undefined, signal && { signal }).catch((interruption: unknown) => {
      throw signal?.aborted ? signal.reason : interruption;
    });
  }
}
