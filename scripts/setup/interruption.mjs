import { constants } from 'node:os';

/** The signals that ask a process to end. @type {readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[]} */
export const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * npm forwards a Ctrl-C to its script although the terminal has already sent it there, so one key press arrives as two signals. A
 * signal that follows the first one within this time is ignored.
 */
export const samePressMs = 500;

/** The error of an operation that was cancelled because the process was asked to end. */
export class Interrupted extends Error {
  /** @param {typeof endSignals[number]} signal */
  constructor(signal) {
    super(`Stopped by ${signal}`);
    this.name = 'Interrupted';
    /** 128 + the signal number, as in shells. @readonly */
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Ends the process with the exit code of a signal if there is no other listener for it, which means that no work has started yet. */
export function exitWhenInterrupted() {
  for (const name of endSignals) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(new Interrupted(name).exitCode);
    });
  }
}

/**
 * Runs `body`. If the process exits before `body` is done, prints what is left behind.
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
