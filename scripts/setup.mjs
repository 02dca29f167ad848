// Brings a clone up to date: npm packages, JVM jars, protos, generated code. Skips what is up to date.
// It is plain JavaScript without dependencies, because nothing else can run in a fresh clone.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitWhenInterrupted } from './setup/interruption.mjs';
import { checkNodeVersion } from './setup/node-version.mjs';
import { reportAndExit } from './setup/setup-error.mjs';

/**
 * Runs the set-up steps that are not up to date, and prints a line per step to stderr. Silent and fast if there is nothing to do.
 *
 * @param {{ readonly libraryOnly?: boolean }} [options] `libraryOnly`: set up only what building the library needs, without the stack
 * @returns {Promise<void>}
 */
export async function ensureSetup({ libraryOnly = false } = {}) {
  try {
    checkNodeVersion(process.versions.node);
    const { librarySteps, runSteps } = await import('./setup/steps.mjs');
    await runSteps(libraryOnly ? librarySteps : undefined);
  } catch (error) {
    reportAndExit(error);
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  exitWhenInterrupted();
  await ensureSetup();
}
