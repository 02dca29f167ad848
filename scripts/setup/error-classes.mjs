import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { findJava, javaEnvironment } from './java.mjs';
import { classPath } from './jvm-jars.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const entry = 'error/error-classes.json';
const output = join(root, 'gen', 'spark', 'error_classes.ts');
const stamp = join(setupDir, 'error-classes');

/**
 * A 3.5 server sends an error's class and its finished message. Spark's own table adds the SQLSTATE and the message's
 * template, from which the parameters can be read back.
 *
 * @type {import('./steps.mjs').Step}
 */
export const errorClasses = {
  title: 'gen/spark/error_classes.ts (out of the Spark common-utils jar)',

  isCurrent() {
    const now = state();
    return now !== undefined && readIfPresent(stamp) === now;
  },

  async run() {
    const jar = classPath('proto').find((path) => /^spark-common-utils_[\d.]+-[\d.]+\.jar$/.test(basename(path)));
    if (jar === undefined) throw new Error('proto/pom.xml names no spark-common-utils');
    const command = join(findJava(process.env).home, 'bin', 'jar');
    const { ok, output: lines } = await runCommand(command, ['--extract', '--file', jar, entry], {
      cwd: setupDir,
      env: javaEnvironment(process.env),
    });
    if (!ok) throw new SetupError(`${jar} cannot be unpacked: delete it and run again.`, errorLines(lines, /./));
    const classes = parseClasses(readFileSync(join(setupDir, entry), 'utf8'));
    rmSync(join(setupDir, 'error'), { recursive: true });
    writeWhole(output, render(flatten(classes)));
    writeWhole(stamp, state() ?? '');
  },
};

/** @type {(text: string) => Record<string, ErrorClass>} */
const parseClasses = JSON.parse;

/**
 * @typedef {{ message: string[], sqlState?: string, subClass?: Record<string, { message: string[] }> }} ErrorClass
 * @typedef {{ sqlState?: string | undefined, message: string }} Row
 */

/**
 * One row for each class and subclass; those without a name of their own never appear in a message.
 *
 * @param {Record<string, ErrorClass>} classes
 * @returns {Record<string, Row>}
 */
function flatten(classes) {
  /** @type {Record<string, Row>} */
  const rows = {};
  for (const [name, { message, sqlState, subClass = {} }] of Object.entries(classes)) {
    if (name.startsWith('_LEGACY_')) continue;
    rows[name] = { sqlState, message: message.join('\n') };
    for (const [subName, { message: subMessage }] of Object.entries(subClass)) {
      rows[`${name}.${subName}`] = { sqlState, message: `${message.join('\n')} ${subMessage.join('\n')}` };
    }
  }
  return rows;
}

/** @param {Record<string, Row>} table */
function render(table) {
  return [
    '// Made by set-up out of the jar of Spark 3.5 that proto/pom.xml names.',
    'export const errorClasses: Readonly<Record<string, { readonly sqlState?: string; readonly message: string }>> =',
    `${JSON.stringify(table, null, 2)};\n`,
  ].join('\n');
}

function state() {
  return fingerprint([join(root, 'proto', 'pom.xml'), join(root, 'scripts', 'setup', 'error-classes.mjs'), output]);
}
