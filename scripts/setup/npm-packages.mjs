import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * The entry of one package in an npm lock file.
 *
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 */

/** @type {import('./steps.mjs').Step} */
export const npmPackages = {
  title: 'npm packages (npm ci)',

  isCurrent() {
    const wanted = lockedPackages(join(root, 'package-lock.json'));
    const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
    return Object.entries(wanted)
      .filter(([path, locked]) => path !== '' && isForThisMachine(locked))
      .every(
        ([path, locked]) => installed[path]?.version === locked.version && existsSync(join(root, path, 'package.json')),
      );
  },

  async run() {
    // The repository's .npmrc silences npm, but here its errors are needed.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const npm = process.env['npm_execpath'];
    const { ok, output } = npm?.endsWith('.js')
      ? await runCommand(process.execPath, [npm, ...args])
      : await runCommand('npm', args);
    if (!ok) throw new SetupError(explain(output), errorLines(output, /^npm (error|ERR!) \S/));
  },
};

/** @param {string} output */
function explain(output) {
  if (output.includes('EUSAGE')) {
    return 'package.json and package-lock.json do not match: run npm install to update the lock file.';
  }
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(output)
    ? 'npm cannot reach its registry, which the first set-up needs: check the network and run the same command again.'
    : 'npm ci failed (see above): run npm ci --loglevel=notice to see its full output.';
}

/**
 * Returns the packages of a lock file by path. npm also keeps one in node_modules, for the packages that are actually installed.
 *
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(file) {
  const text = readIfPresent(file);
  return text === undefined ? {} : parseLock(text).packages;
}

/** @type {(text: string) => { readonly packages: Record<string, LockedPackage> }} */
const parseLock = JSON.parse;

/** @param {LockedPackage} locked */
function isForThisMachine({ optional = false, os, cpu, libc }) {
  if (!optional) return true;
  const named = os !== undefined || cpu !== undefined;
  const fits = (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
  return named && fits && libc === undefined;
}
