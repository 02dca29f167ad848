import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the clone. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The git-ignored folder for the stamps and the lock of set-up. */
export const setupDir = join(root, '.setup');

/**
 * Returns the user's current folder, to which the paths on the command line are relative. npm runs every script in the top folder of
 * the clone, and sets INIT_CWD to the folder in which it was called.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [cwd]
 * @returns {string}
 */
export function userFolder(env = process.env, cwd = process.cwd()) {
  return cwd === root ? env['INIT_CWD'] || cwd : cwd;
}
