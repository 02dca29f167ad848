/** Lets loops wait until something has changed, whatever it is: they look for themselves. */
export class WakeUp {
  #sleepers: (() => void)[] = [];

  /** Resolves with the next {@link call}. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#sleepers.push(resolve));
  }

  call(): void {
    for (const wake of this.#sleepers.splice(0)) wake();
  }
}
