import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { packageWithMaven } from './jvm-jars.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const folder = join(root, 'companion');

/** The jar that Spark loads. */
export const companionJarFile = join(folder, 'target', 'companion.jar');

const stamp = join(setupDir, 'companion-jar');

/** The jar that runs functions of the client in Spark. @type {import('./steps.mjs').Step} */
export const companionJar = {
  title: 'the companion jar (Maven)',

  isCurrent() {
    return readIfPresent(stamp) === inputs() && existsSync(companionJarFile);
  },

  async run() {
    const { ok, output } = await runCommand(process.execPath, [join(folder, 'build-values.mjs')]);
    if (!ok) {
      throw new SetupError(
        'The values for the JavaScript engine of the companion jar cannot be built (see above).',
        errorLines(output, /error/i),
      );
    }
    await packageWithMaven(join(folder, 'pom.xml'));
    writeWhole(stamp, inputs() ?? '');
  },
};

/** The jar contains the values of the client and what they import. */
function inputs() {
  return fingerprint([
    join(folder, 'pom.xml'),
    join(folder, 'build-values.mjs'),
    ...filesBelow(join(folder, 'src', 'main')),
    ...['types', 'errors'].flatMap((name) => filesBelow(join(root, 'src', name))),
    join(root, 'src', 'arrow', 'place.ts'),
    join(root, 'package-lock.json'),
  ]);
}
