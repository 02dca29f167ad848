/** A button of the page. */
export interface Control {
  /** Its name in the path of a request: lower-case letters and hyphens. */
  readonly id: string;
  readonly label: string;
  /** The heading under which the page shows it. */
  readonly group: string;
  /** What happens when it is pressed, as a sentence. */
  readonly description: string;
  /** Whether it can be pressed now. Default: always. */
  readonly isAvailable?: () => boolean;
  /** Resolves when the effect is complete. The page shows the message of a rejection. */
  readonly press: () => Promise<void>;
}

/** `busy`: pressed, and not done yet. `down`: cannot be pressed now. */
export type ControlState = 'ready' | 'busy' | 'down';

/** A control as JSON. */
export type ControlSnapshot = Pick<Control, 'id' | 'label' | 'group' | 'description'> & {
  readonly state: ControlState;
  /** Why it failed the last time; null if it did not. */
  readonly error: string | null;
};

/** The result of pressing a control. */
export type PressResult = 'done' | 'unknown' | 'unavailable' | { readonly error: string };

/** Presses controls, each at most once at a time, and keeps their state. */
export class ControlPanel {
  readonly #controls: ReadonlyMap<string, Control>;
  readonly #busy = new Set<string>();
  readonly #errors = new Map<string, string>();
  readonly #listeners = new Set<() => void>();

  constructor(controls: readonly Control[]) {
    this.#controls = new Map(controls.map((control) => [control.id, control]));
  }

  /** Returns the state of each control, in the order in which they were given. */
  snapshot(): readonly ControlSnapshot[] {
    return [...this.#controls.values()].map(({ id, label, group, description }) => ({
      id,
      label,
      group,
      description,
      state: this.#state(id),
      error: this.#errors.get(id) ?? null,
    }));
  }

  /** Calls `listener` after a control was pressed, and after it is done. Returns a function that ends this. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Presses a control. Resolves when its effect is complete. */
  async press(id: string): Promise<PressResult> {
    const control = this.#controls.get(id);
    if (control === undefined) return 'unknown';
    if (this.#state(id) !== 'ready') return 'unavailable';
    this.#busy.add(id);
    this.#errors.delete(id);
    this.#notify();
    try {
      await control.press();
      return 'done';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#errors.set(id, message);
      return { error: message };
    } finally {
      this.#busy.delete(id);
      this.#notify();
    }
  }

  #state(id: string): ControlState {
    if (this.#busy.has(id)) return 'busy';
    return (this.#controls.get(id)?.isAvailable?.() ?? true) ? 'ready' : 'down';
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
