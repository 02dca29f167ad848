// Brings a clone up to date: npm packages, JVM jars, protos, generated code. Skips what is current.
// Plain JavaScript without dependencies, because on a fresh clone nothing else can run yet.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitWhenInterrupted } from './setup/interruption.mjs';
import { checkNodeVersion } from './setup/node-version.mjs';
import { reportAndExit } from './setup/setup-error.mjs';

/**
 * Does whatever set-up the clone still needs, with a line per step on stderr; silent and quick when all is current.
 *
 * @param {{ readonly libraryOnly?: boolean }} [options] Whether only the library is to be built, without a stack to run it on.
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
