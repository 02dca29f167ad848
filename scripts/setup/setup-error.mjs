/** A set-up problem the user can solve: the message is one sentence, `details` are lines of the tool that failed. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {readonly string[]} [details]
   */
  constructor(message, details = []) {
    super(message);
    this.name = 'SetupError';
    /** @readonly */
    this.details = details;
  }
}

/**
 * Prints a set-up failure to stderr and ends the process; anything that is not a {@link SetupError} is a bug and thrown on.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function reportAndExit(error) {
  if (!(error instanceof SetupError)) throw error;
  for (const line of error.details) console.error(`  ${line}`);
  console.error(error.message);
  process.exit(1);
}
