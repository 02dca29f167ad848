import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/**
 * A Java installation: its folder, and its version as it reports it.
 *
 * @typedef {{ readonly home: string, readonly version: string }} Java
 */

const install =
  'install a JDK 17 (for example Eclipse Temurin from https://adoptium.net, or apt install openjdk-17-jdk)';

/**
 * Finds the JDK 17 to use: the one that JAVA_HOME names, or else the one whose `java` is on the PATH. Spark 3.5 supports Java 8, 11 and
 * 17; requiring one version keeps the JVM options and our class files simple.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {{ readonly compiler?: boolean }} [options] `compiler`: whether it needs a compiler. Default: true
 * @returns {Java}
 */
export function findJava(env, { compiler = true } = {}) {
  const java = env['JAVA_HOME'] ? javaAt(env['JAVA_HOME']) : javaOnPath(env);
  const origin = env['JAVA_HOME'] ? 'JAVA_HOME' : 'The java on the PATH';
  if (majorVersion(java.version) !== 17) {
    throw new SetupError(`${origin} is Java ${java.version} (${java.home}), but Java 17 is needed: ${remedy()}.`);
  }
  if (compiler && !existsSync(join(java.home, 'bin', 'javac'))) {
    throw new SetupError(
      `${origin} is a Java runtime without a compiler (${java.home}), but a JDK is needed: ${install}.`,
    );
  }
  return java;
}

/**
 * Returns an environment in which Java uses UTF-8 for file names and contents, and English messages. Otherwise Java's platform encoding
 * depends on the user's locale, and in the C locale it cannot open a folder with an umlaut in its name.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function javaEnvironment(env) {
  return { ...env, LC_ALL: 'C.UTF-8' };
}

/**
 * Throws if Java cannot open this path: the path is not plain ASCII and there is no UTF-8 locale.
 *
 * @param {string} path
 */
export function checkJavaReaches(path) {
  if (process.platform !== 'linux' || /^[\x20-\x7e]*$/.test(path)) return;
  const java = join(findJava(process.env, { compiler: false }).home, 'bin', 'java');
  const args = ['-XshowSettings:properties', '-version'];
  const { stderr } = spawnSync(java, args, { encoding: 'utf8', env: javaEnvironment(process.env) });
  if (/^\s*sun\.jnu\.encoding = UTF-8$/m.test(stderr)) return;
  throw new SetupError(
    `Java cannot use the folder ${path}: its name is not plain ASCII, and this system has no C.UTF-8 locale. Install that locale, or choose another folder.`,
  );
}

/**
 * Returns the feature release of a Java version: 8 for `1.8.0_412`, 17 for `17.0.15`, 25 for `25-ea`.
 *
 * @param {string} version
 * @returns {number}
 */
export function majorVersion(version) {
  const match = /^(?:1\.)?(\d+)/.exec(version);
  return match ? Number(match[1]) : NaN;
}

/**
 * @param {string} home
 * @returns {Java}
 */
function javaAt(home) {
  const command = join(home, 'bin', 'java');
  if (!existsSync(command)) {
    throw new SetupError(`JAVA_HOME is ${home}, which has no bin/java: ${remedy()}.`);
  }
  return fromReleaseFile(home) ?? ask(command);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Java}
 */
function javaOnPath(env) {
  const command = onPath('java', env);
  if (command === undefined) throw new SetupError(`Java is missing: ${remedy()}.`);
  return fromReleaseFile(dirname(dirname(realpathSync(command)))) ?? ask(command);
}

/**
 * Reads the version from the `release` file, which every JDK since 8 has, to avoid starting a JVM.
 *
 * @param {string} home
 * @returns {Java | undefined}
 */
function fromReleaseFile(home) {
  try {
    const match = /^JAVA_VERSION="(.+)"$/m.exec(readFileSync(join(home, 'release'), 'utf8'));
    return match?.[1] === undefined ? undefined : { home, version: match[1] };
  } catch {
    return undefined;
  }
}

/**
 * Asks Java for its home and version. Needed for launchers outside their installation (macOS, version managers).
 *
 * @param {string} command
 * @returns {Java}
 */
function ask(command) {
  try {
    const answer = execFileSync('/bin/sh', ['-c', '"$0" -XshowSettings:properties -version 2>&1', command], {
      encoding: 'utf8',
    });
    const home = /^\s*java\.home = (.+)$/m.exec(answer)?.[1];
    const version = /^\s*java\.version = (.+)$/m.exec(answer)?.[1];
    if (home !== undefined && version !== undefined) return { home, version };
  } catch {
    // Reported below.
  }
  throw new SetupError(`${command} does not run: ${remedy()}.`);
}

/** Returns what to do about a wrong Java: use an installed JDK 17 if there is one in a usual place, or else install one. */
function remedy() {
  const found = usualHomes().find((home) => {
    const java = fromReleaseFile(home);
    return java !== undefined && majorVersion(java.version) === 17 && existsSync(join(home, 'bin', 'javac'));
  });
  return found === undefined
    ? `${install} and set JAVA_HOME to it`
    : `there is a JDK 17 here, export JAVA_HOME=${found}`;
}

function usualHomes() {
  return [
    ...subfolders('/usr/lib/jvm'),
    ...subfolders('/Library/Java/JavaVirtualMachines').map((folder) => join(folder, 'Contents', 'Home')),
    ...subfolders(join(homedir(), '.sdkman', 'candidates', 'java')),
  ];
}

/** @param {string} folder */
function subfolders(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * Returns the first file of this name in the folders of the PATH.
 *
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function onPath(command, env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command)).find((file) => existsSync(file));
}
