/** Lets loops wait for any change of state. After each wake-up, a loop checks its own condition. */
export class WakeUp {
  #waiters: (() => void)[] = [];

  /** Resolves at the next {@link notify}. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  notify(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
