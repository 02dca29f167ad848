import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { onPath } from './java.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const version = '3.5.7';
/** The SHA-256 hash of the names of this version. */
const checksum = '12c2fca7c4fea25c08f51251e6b21822c9992c2fc58ff049f9d13fda8f266d1e';
const script = join(root, 'scripts', 'checks', 'coverage', 'list-names.py');
const page = join(root, 'docs', 'pyspark-names.md');
const stamp = join(setupDir, 'pyspark-names-stamp');

/** The public names of PySpark, by module and class, as JSON. */
export const pysparkNamesFile = join(setupDir, 'pyspark-names.json');

/** @type {import('./steps.mjs').Step} */
export const pysparkNames = {
  title: `the public names of PySpark ${version}`,

  isCurrent() {
    return readIfPresent(stamp) === inputs() && existsSync(pysparkNamesFile);
  },

  async run() {
    const listed = namesOnPage(readIfPresent(page) ?? '');
    writeWhole(pysparkNamesFile, isComplete(listed) ? listed : await downloadNames());
    writeWhole(stamp, inputs() ?? '');
  },
};

/**
 * Returns whether these are the names of PySpark.
 *
 * @param {string} names as JSON
 * @returns {boolean}
 */
export function isComplete(names) {
  return createHash('sha256').update(names).digest('hex') === checksum;
}

/**
 * Returns the names in the text of docs/pyspark-names.md. They spare a download of 320 MB if their checksum is right.
 *
 * @param {string} text
 * @returns {string} as JSON
 */
export function namesOnPage(text) {
  const sections = text.split(/^## /m).slice(1);
  const names = sections.map((section) => {
    const [area = ''] = section.split('\n', 1);
    const same = /^Same name: (.*)\.$/m.exec(section)?.[1] ?? '';
    const all = [...same.matchAll(/`([^`]+)`/g), ...section.matchAll(/^\| `([^`]+)`/gm)];
    return /** @type {const} */ ([area, all.map(([, name = '']) => name).sort()]);
  });
  const { functions = [], ...classes } = Object.fromEntries(names);
  return JSON.stringify({ functions, classes }, undefined, 1);
}

/**
 * Downloads PySpark from Python's package index, and lists its names.
 *
 * @returns {Promise<string>} as JSON
 * @throws {SetupError} when that is not possible, or the names are not the expected ones
 */
export async function downloadNames() {
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
    if (!ok) throw new SetupError(`pip cannot download pyspark==${version} (see above).`, errorLines(output, /^ERROR/));
    const [archive] = readdirSync(download);
    const file = join(download, 'names.json');
    const listed = await runCommand(python, [script, join(download, archive ?? ''), file]);
    if (!listed.ok) throw new SetupError(`${script} cannot read the package.`, errorLines(listed.output, /./));
    const names = readIfPresent(file) ?? '';
    if (isComplete(names)) return names;
    throw new SetupError(
      `The names of PySpark ${version} do not match the checksum in scripts/setup/pyspark-names.mjs: after a deliberate change of the version or of list-names.py, update it.`,
    );
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}

function inputs() {
  const list = fingerprint([script]);
  return list && `${version} ${checksum} ${list}`;
}
