import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { filesBelow, fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { findJava, javaEnvironment } from './java.mjs';
import { classPath } from './jvm-jars.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const protoDir = join(root, 'proto');
const stamp = join(setupDir, 'protos');

/** The files to extract from the jar: the whole protocol, and the two messages that carry its errors. */
const entries = ['spark/connect', 'google/rpc/status.proto', 'google/rpc/error_details.proto'];

/** @type {import('./steps.mjs').Step} */
export const protos = {
  title: 'proto/ (from the Spark Connect jar)',

  isCurrent() {
    return readIfPresent(stamp) === inputs() && compareWithChecksums(protoDir).length === 0;
  },

  async run() {
    const jar = connectJar();
    const unpacked = join(setupDir, 'proto');
    rmSync(unpacked, { recursive: true, force: true });
    mkdirSync(unpacked, { recursive: true });
    const command = join(findJava(process.env).home, 'bin', 'jar');
    const { ok, output } = await runCommand(command, ['--extract', '--file', jar, ...entries], {
      cwd: unpacked,
      env: javaEnvironment(process.env),
    });
    if (!ok) throw new SetupError(`${jar} cannot be unpacked: delete it and run again.`, errorLines(output, /./));

    const wrong = compareWithChecksums(unpacked);
    if (wrong.length > 0) {
      throw new SetupError(
        `The protos in ${jar} do not match proto/checksums.sha256: delete that jar and run again (after a deliberate change of the version in proto/pom.xml, update the checksums instead).`,
        wrong,
      );
    }
    for (const file of protoFiles(protoDir)) rmSync(file);
    cpSync(unpacked, protoDir, { recursive: true });
    rmSync(unpacked, { recursive: true });
    writeWhole(stamp, inputs() ?? '');
  },
};

/** Returns a fingerprint of the inputs. It includes the pom, so that a change of the pom extracts the protos again. */
function inputs() {
  return fingerprint([join(protoDir, 'pom.xml'), join(protoDir, 'checksums.sha256')]);
}

function connectJar() {
  const jar = classPath('proto').find((path) => /^spark-connect_[\d.]+-[\d.]+\.jar$/.test(basename(path)));
  if (jar === undefined) throw new Error('proto/pom.xml does not list spark-connect');
  return jar;
}

/**
 * Returns the differences between the protos in a folder and the committed list, one line per file: missing, changed or not in the list.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
function compareWithChecksums(folder) {
  const expected = new Map(
    readFileSync(join(protoDir, 'checksums.sha256'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => /** @type {const} */ ([line.slice(66), line.slice(0, 64)])),
  );
  const found = new Map(
    protoFiles(folder).map((file) => [
      relative(folder, file).split(sep).join('/'),
      createHash('sha256').update(readFileSync(file)).digest('hex'),
    ]),
  );
  return [
    ...[...expected.keys()].filter((name) => !found.has(name)).map((name) => `${name}: missing`),
    ...[...found.keys()].filter((name) => !expected.has(name)).map((name) => `${name}: not in the list`),
    ...[...expected]
      .filter(([name, sum]) => found.has(name) && found.get(name) !== sum)
      .map(([name]) => `${name}: changed`),
  ];
}

/** @param {string} folder */
function protoFiles(folder) {
  return filesBelow(folder).filter((file) => file.endsWith('.proto'));
}
