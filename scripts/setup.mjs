// Brings a clone up to date: npm packages, JVM jars, protos, generated code. Skips what is current.
// Plain JavaScript without dependencies, because on a fresh clone nothing else can run yet.
import { fileURLToPath } from 'node:url';
import { checkNodeVersion } from './setup/node-version.mjs';
import { reportAndExit } from './setup/setup-error.mjs';

/**
 * Does whatever set-up the clone still needs, with a line per step on stderr; silent and quick when all is current.
 *
 * @returns {Promise<void>}
 */
export async function ensureSetup() {
  try {
    checkNodeVersion(process.versions.node);
    const { runSteps } = await import('./setup/steps.mjs');
    await runSteps();
  } catch (error) {
    reportAndExit(error);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureSetup();
}
