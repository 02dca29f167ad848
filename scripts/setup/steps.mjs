import { join } from 'node:path';
import { companionJar } from './companion-jar.mjs';
import { errorClasses } from './error-classes.mjs';
import { generatedCode } from './generated-code.mjs';
import { Interrupted, reportLeftoversOnExit } from './interruption.mjs';
import { findJava } from './java.mjs';
import { jvmJars, protocolJars } from './jvm-jars.mjs';
import { withLock } from './lock.mjs';
import { npmPackages } from './npm-packages.mjs';
import { root, setupDir } from './paths.mjs';
import { protos } from './protos.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * One step of set-up. `isCurrent` is fast and does not use the network; `run` brings the step up to date or throws a SetupError.
 *
 * @typedef {{
 *   readonly title: string,
 *   readonly isCurrent: () => boolean,
 *   readonly run: () => Promise<void>,
 * }} Step
 */

/** The steps that building the library needs, in order: each one depends on the previous ones. @type {readonly Step[]} */
export const librarySteps = [npmPackages, protocolJars, protos, generatedCode, errorClasses, companionJar];

/** @type {readonly Step[]} */
const steps = [...librarySteps, jvmJars];

/**
 * Runs the steps that are not up to date, in one process at a time.
 *
 * @param {readonly Step[]} wanted
 * @returns {Promise<void>}
 */
export async function runSteps(wanted = steps) {
  if (root.includes('?')) {
    throw new SetupError(
      `tsx, which runs the TypeScript files, cannot read a path with a "?": move ${root} elsewhere.`,
    );
  }
  findJava(process.env);
  if (wanted.every((step) => step.isCurrent())) return;
  await withLock(join(setupDir, 'lock'), async () => {
    for (const step of wanted) {
      if (!step.isCurrent()) await report(step);
    }
  });
}

/** @param {Step} step */
async function report({ title, run }) {
  process.stderr.write(`Setting up ${title} … `);
  const start = performance.now();
  const stopped = () => `stopped\nSetting up ${title} was interrupted; the next run does it again.`;
  try {
    await reportLeftoversOnExit(stopped, run);
  } catch (error) {
    if (error instanceof Interrupted) console.error(stopped());
    else process.stderr.write('failed\n');
    throw error;
  }
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
