/** The state of a group in a function of {@link GroupedData.applyRowsWithState}. All times are in milliseconds. */
export interface GroupState<S = unknown> {
  /** Whether the group has a state. */
  readonly exists: boolean;
  /** Whether the function is called because of a timeout, without new rows. */
  readonly hasTimedOut: boolean;
  /** Returns the state. @throws Error when there is none. */
  get(): S;
  /** Returns the state, or null if there is none. */
  getOption(): S | null;
  /** Keeps a state for the next call, in a checkpoint: plain objects, arrays, Maps, Sets and the values of rows. */
  update(state: NonNullable<S>): void;
  /** Removes the state. */
  remove(): void;
  /** Sets the time after which the group times out unless it gets rows. Needs `ProcessingTimeTimeout`. */
  setTimeoutDuration(milliseconds: number): void;
  /** Sets the event time at which the group times out, when the watermark passes it. Needs `EventTimeTimeout`. */
  setTimeoutTimestamp(milliseconds: number): void;
  /** Returns the time of the batch, since 1970. */
  getCurrentProcessingTimeMs(): number;
  /** Returns the watermark, since 1970. Needs `EventTimeTimeout`. */
  getCurrentWatermarkMs(): number;
}
