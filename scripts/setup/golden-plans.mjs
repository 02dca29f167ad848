import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { findJava, javaEnvironment } from './java.mjs';
import { packageWithMaven } from './jvm-jars.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const folder = join(root, 'scripts', 'checks', 'conformance');
const pom = join(folder, 'pom.xml');
const stamp = join(setupDir, 'golden-plans-stamp');

/** The folder with the expected plans of Spark's Scala client, and the files that they use. */
export const goldenPlansDir = join(setupDir, 'golden-plans');

/** @type {import('./steps.mjs').Step} */
export const goldenPlans = {
  title: 'the expected plans of Spark’s Scala client (Maven)',

  isCurrent() {
    return readIfPresent(stamp) === fingerprint([pom]) && existsSync(goldenPlansDir);
  },

  async run() {
    await packageWithMaven(pom);
    const jar = readIfPresent(join(folder, 'target', 'class-path.txt'))?.trim() ?? '';
    rmSync(goldenPlansDir, { recursive: true, force: true });
    mkdirSync(goldenPlansDir, { recursive: true });
    const command = join(findJava(process.env).home, 'bin', 'jar');
    const args = ['--extract', '--file', jar, 'query-tests', 'protobuf-tests'];
    const { ok, output } = await runCommand(command, args, { cwd: goldenPlansDir, env: javaEnvironment(process.env) });
    if (!ok) throw new SetupError(`${jar} cannot be unpacked: delete it and run again.`, errorLines(output, /./));
    writeWhole(stamp, fingerprint([pom]) ?? '');
  },
};
