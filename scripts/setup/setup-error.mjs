import { Interrupted } from './interruption.mjs';
import { root } from './paths.mjs';

/** A set-up problem that the user can solve. The message is one sentence; `details` are output lines of the tool that failed. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {readonly string[]} [details]
   * @param {ErrorOptions} [options]
   */
  constructor(message, details = [], options = {}) {
    super(message, options);
    this.name = 'SetupError';
    /** @readonly */
    this.details = details;
  }
}

/** The file system errors that the user can do something about. @type {Readonly<Record<string, string>>} */
const refusals = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file is in its place',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links form a loop',
};

/**
 * Describes a file system error, such as `/x/lock cannot be written (EROFS: the file system is read-only)`. Returns undefined for other
 * errors.
 *
 * @param {unknown} error
 * @param {string} place the path to name if the error has none
 * @returns {string | undefined}
 */
export function refusal(error, place) {
  const { code, path, syscall } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  const reason = refusals[code ?? ''];
  if (reason === undefined) return undefined;
  const verb = syscall === 'read' || syscall === 'scandir' || syscall === 'stat' ? 'read' : 'written';
  return `${path ?? place} cannot be ${verb} (${code}: ${reason})`;
}

/**
 * Prints a set-up failure to stderr and ends the process. Rethrows an error that the user cannot solve, because it is a bug.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function reportAndExit(error) {
  if (error instanceof Interrupted) process.exit(error.exitCode);
  const refused = refusal(error, root);
  if (refused !== undefined) {
    console.error(`${refused}: set-up needs a clone that you can write to.`);
    process.exit(1);
  }
  if (!(error instanceof SetupError)) throw error;
  for (const line of error.details) console.error(`  ${line}`);
  console.error(error.message);
  process.exit(1);
}
