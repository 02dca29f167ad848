import { existsSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { filesBelow, fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { checkJavaReaches, findJava, javaEnvironment, onPath } from './java.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/** A Maven project: one of the two JVMs of the stack, the V8 that Spark can use, or the jars that the library is built from. @typedef {'spark' | 'kafka' | 'v8' | 'proto'} JvmProject */

/** @type {Readonly<Record<JvmProject, string>>} */
const folders = {
  spark: join(root, 'stack', 'spark'),
  kafka: join(root, 'stack', 'kafka'),
  v8: join(root, 'stack', 'v8'),
  proto: join(root, 'proto'),
};

export const jvmJars = jarsOf('Spark, Kafka and V8 jars (Maven; 355 MB if its cache is empty)', 'jvm-jars', [
  'spark',
  'kafka',
  'v8',
]);

/** All jars that building the library needs. */
export const protocolJars = jarsOf('the jars of the protocol and the error messages (Maven)', 'protocol-jars', [
  'proto',
]);

/**
 * @param {string} title
 * @param {string} name
 * @param {readonly JvmProject[]} projects
 * @returns {import('./steps.mjs').Step}
 */
function jarsOf(title, name, projects) {
  const stamp = join(setupDir, name);
  const inputs = () => {
    const poms = projects.map((project) => join(folders[project], 'pom.xml'));
    return fingerprint([...poms, ...projects.flatMap((project) => filesBelow(join(folders[project], 'src')))]);
  };
  return {
    title,

    isCurrent() {
      return readIfPresent(stamp) === inputs() && projects.every((project) => classPath(project).every(existsSync));
    },

    async run() {
      checkJavaReaches(root);
      for (const project of projects) await packageWithMaven(join(folders[project], 'pom.xml'));
      checkClassPaths(projects);
      writeWhole(stamp, inputs() ?? '');
    },
  };
}

/**
 * Has Maven resolve and build what a pom describes.
 *
 * @param {string} pom
 * @param {Readonly<Record<string, string>>} [properties] replace those of the pom
 * @returns {Promise<void>}
 */
export async function packageWithMaven(pom, properties = {}) {
  const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const { ok, output } = await runMaven(pom, ['--quiet', ...given, 'package'], findJava(process.env));
  if (!ok)
    throw mavenError(
      `Maven cannot build ${relative(root, pom)}`,
      ['mvn', '-f', relative(root, pom), 'package'],
      output,
    );
}

/**
 * Runs the unit tests of what a pom describes.
 *
 * @param {string} pom
 * @returns {Promise<void>}
 */
export async function testWithMaven(pom) {
  const { ok, output } = await runMaven(pom, ['--quiet', '-DskipTests=false', 'test'], findJava(process.env));
  if (!ok)
    throw mavenError(`The tests of ${relative(root, pom)} fail`, ['mvn', '-f', relative(root, pom), 'test'], output);
}

/**
 * Has Maven resolve the run-time dependencies of a pom, and write their paths to a file. Nothing is compiled.
 *
 * @param {string} pom
 * @param {string} file
 * @param {(text: string) => void} [onOutput] receives Maven's output
 * @returns {Promise<void>}
 */
export async function resolveWithMaven(pom, file, onOutput) {
  const args = ['dependency:build-classpath', '-DincludeScope=runtime', `-Dmdep.outputFile=${file}`];
  const { ok, output } = await runMaven(pom, args, findJava(process.env, { compiler: false }), onOutput);
  if (!ok) throw mavenError('Maven cannot resolve the jars', ['mvn', '-f', pom, ...args.slice(0, 1)], output);
}

/**
 * @param {string} pom
 * @param {readonly string[]} args
 * @param {import('./java.mjs').Java} java
 * @param {(text: string) => void} [onOutput]
 */
function runMaven(pom, args, java, onOutput) {
  const maven = onPath('mvn', process.env);
  if (maven === undefined) {
    throw new SetupError(
      'Maven is missing (no mvn on the PATH): install it from https://maven.apache.org or with your package manager.',
    );
  }
  return runCommand(maven, ['--batch-mode', '--strict-checksums', '--file', pom, ...args], {
    cwd: dirname(pom),
    env: { ...javaEnvironment(process.env), JAVA_HOME: java.home },
    ...(onOutput && { onOutput }),
  });
}

/**
 * Returns the jars of a project in the order in which Maven resolved them, or none before set-up.
 *
 * @param {JvmProject} project
 * @returns {readonly string[]}
 */
export function classPath(project) {
  const target = join(folders[project], 'target');
  const resolved = readIfPresent(join(target, 'class-path.txt'))?.trim().split(delimiter) ?? [];
  return project === 'spark' ? [join(target, 'connect-server.jar'), ...resolved] : resolved;
}

/** @param {readonly JvmProject[]} projects */
function checkClassPaths(projects) {
  checkExist(projects.flatMap(classPath));
}

/**
 * Throws if a jar is missing. The likely reason: colons separate the jars of a class path, so none of their paths may contain a colon.
 *
 * @param {readonly string[]} jars
 */
export function checkExist(jars) {
  const missing = jars.find((jar) => !existsSync(jar));
  if (missing === undefined) return;
  throw new SetupError(
    `The jar ${missing}, which Maven lists, does not exist: if the path of Maven's repository contains a colon, move the repository (localRepository in its settings.xml).`,
  );
}

/**
 * @param {string} failure
 * @param {readonly string[]} command what shows the full output
 * @param {string} output
 */
function mavenError(failure, command, output) {
  const lines = errorLines(output, /^\[ERROR\] (?!\[Help|Re-run|To see|For more|-> )/);
  const network = /Could not transfer|Unknown host|UnknownHost|Connection refused|timed out|Network is unreachable/;
  return new SetupError(
    network.test(output)
      ? 'Maven cannot reach its repository, which the first set-up needs: check the network and run the same command again.'
      : `${failure} (see above): run ${command.join(' ')} to see its full output.`,
    lines,
  );
}
