import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the clone. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where set-up keeps its stamps and its lock; git-ignored. */
export const setupDir = join(root, '.setup');

/**
 * The folder in which the user stands, from where the paths count that they give. npm runs every script in the top folder of the
 * clone and says in INIT_CWD where it was called.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [cwd]
 * @returns {string}
 */
export function userFolder(env = process.env, cwd = process.cwd()) {
  return cwd === root ? env['INIT_CWD'] || cwd : cwd;
}
