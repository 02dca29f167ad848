/** What every action takes. */
export interface ActionOptions {
  /** Aborting it ends the work on the server; the action rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
