import { constants } from 'node:os';

/** The signals that ask a process to end. @type {readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[]} */
export const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * npm passes a Ctrl-C on to its script although the terminal has already sent it there, so one key press arrives as two
 * signals; what comes this soon after the first is the same one.
 */
export const samePressMs = 500;

/** Why something was given up: the process was asked to end. */
export class Interrupted extends Error {
  /** @param {typeof endings[number]} signal */
  constructor(signal) {
    super(`Stopped by ${signal}`);
    this.name = 'Interrupted';
    /** As shells have it: 128 and the number of the signal. @readonly */
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Ends the process with the exit code of the signal as long as nobody else listens for it: nothing has begun then. */
export function exitWhenInterrupted() {
  for (const name of endings) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(new Interrupted(name).exitCode);
    });
  }
}

/**
 * Runs `body` and, should the process end before it is done, says what is left behind, as the last thing it does.
 *
 * @template T
 * @param {() => string | undefined} leftBehind
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function reportLeftoversOnExit(leftBehind, body) {
  const say = () => {
    const text = leftBehind();
    if (text !== undefined) console.error(text);
  };
  process.once('exit', say);
  try {
    return await body();
  } finally {
    process.off('exit', say);
  }
}
