import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { onPath } from './java.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const version = '3.5.7';
const script = join(root, 'scripts', 'checks', 'coverage', 'list-names.py');
const stamp = join(setupDir, 'pyspark-names-stamp');

/** The public names of PySpark, by module and class, as JSON. */
export const pysparkNamesFile = join(setupDir, 'pyspark-names.json');

/** @type {import('./steps.mjs').Step} */
export const pysparkNames = {
  title: `the public names of PySpark ${version} (pip; downloads 320 MB and does not keep them)`,

  isCurrent() {
    return readIfPresent(stamp) === inputs() && existsSync(pysparkNamesFile);
  },

  async run() {
    const python = onPath('python3', process.env);
    if (python === undefined)
      throw new SetupError('The tests need python3 with pip to look up the names of PySpark: install it.');
    const download = join(setupDir, 'pyspark-download');
    rmSync(download, { recursive: true, force: true });
    mkdirSync(download, { recursive: true });
    try {
      const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-cache-dir'];
      const args = [...pip, '--dest', download, `pyspark==${version}`];
      const { ok, output } = await runCommand(python, args);
      if (!ok)
        throw new SetupError(`pip cannot download pyspark==${version} (see above).`, errorLines(output, /^ERROR/));
      const [archive] = readdirSync(download);
      const listed = await runCommand(python, [script, join(download, archive ?? ''), pysparkNamesFile]);
      if (!listed.ok) throw new SetupError(`${script} cannot read the package.`, errorLines(listed.output, /./));
    } finally {
      rmSync(download, { recursive: true, force: true });
    }
    writeWhole(stamp, inputs() ?? '');
  },
};

function inputs() {
  const list = fingerprint([script]);
  return list && `${version} ${list}`;
}
