import { describe } from '../../../../src/arrow/place.ts';
import { rowsOf } from './rows.ts';
import { loadState, saveState } from './state.ts';

/** What Spark knows about a group: its saved state, whether it timed out, the time of the batch, and the watermark. */
export interface Facts {
  readonly saved: string | null;
  readonly hasTimedOut: boolean;
  readonly processingTime: number;
  readonly watermark: number | null;
}

interface Outcome {
  /** Null if the function did not return rows. */
  readonly rows: readonly unknown[] | null;
  /** What the function returned instead of rows. */
  readonly returned: string | null;
  /** The text of a new state. */
  readonly saved: string | null;
  readonly isRemoved: boolean;
  readonly duration: number | null;
  readonly timestamp: number | null;
}

/** Calls a function with the rows, the key and the state of a group. Returns its rows and the changes of the state. */
export function callWithState(
  fn: (rows: unknown, key: unknown, state: GroupState) => unknown,
  rows: unknown,
  key: unknown,
  facts: Facts,
): Outcome {
  const state = new GroupState(facts);
  const result = fn(rows, key, state);
  const resultRows = rowsOf(result);
  return {
    rows: resultRows,
    returned: resultRows === null ? describe(result) : null,
    ...GroupState.changes(state),
  };
}

class GroupState {
  exists: boolean;
  readonly hasTimedOut: boolean;
  readonly #processingTime: number;
  readonly #watermark: number | null;
  #value: unknown;
  #change: 'none' | 'updated' | 'removed' = 'none';
  #duration: number | null = null;
  #timestamp: number | null = null;

  constructor({ saved, hasTimedOut, processingTime, watermark }: Facts) {
    this.exists = saved !== null;
    this.hasTimedOut = hasTimedOut;
    this.#value = saved === null ? undefined : loadState(saved);
    this.#processingTime = processingTime;
    this.#watermark = watermark;
  }

  get(): unknown {
    if (this.exists) return this.#value;
    throw new Error('The group has no state: use getOption(), or check exists first.');
  }

  getOption(): unknown {
    return this.exists ? this.#value : null;
  }

  update(value: unknown): void {
    if (value === null || value === undefined) throw new TypeError(`A state cannot be ${value}: call remove().`);
    this.#value = value;
    this.exists = true;
    this.#change = 'updated';
  }

  remove(): void {
    this.#value = undefined;
    this.exists = false;
    this.#change = 'removed';
  }

  setTimeoutDuration(milliseconds: number): void {
    this.#duration = positive('setTimeoutDuration', milliseconds);
  }

  setTimeoutTimestamp(milliseconds: number): void {
    this.#timestamp = positive('setTimeoutTimestamp', milliseconds);
  }

  getCurrentProcessingTimeMs(): number {
    return this.#processingTime;
  }

  getCurrentWatermarkMs(): number {
    if (this.#watermark !== null) return this.#watermark;
    throw new Error('The watermark is known only with timeoutConf: "EventTimeTimeout".');
  }

  static changes(state: GroupState): Omit<Outcome, 'rows' | 'returned'> {
    return {
      saved: state.#change === 'updated' ? saveState(state.#value) : null,
      isRemoved: state.#change === 'removed',
      duration: state.#duration,
      timestamp: state.#timestamp,
    };
  }
}

function positive(method: string, milliseconds: number): number {
  if (Number.isSafeInteger(milliseconds) && milliseconds > 0) return milliseconds;
  throw new RangeError(`${method}() takes a positive whole number of milliseconds, not ${milliseconds}.`);
}
