import { existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
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
  await runMaven(pom, 'package', properties);
}

/**
 * Runs the unit tests of what a pom describes.
 *
 * @param {string} pom
 * @returns {Promise<void>}
 */
export async function testWithMaven(pom) {
  await runMaven(pom, 'test', { skipTests: 'false' });
}

/**
 * @param {string} pom
 * @param {string} phase
 * @param {Readonly<Record<string, string>>} properties
 */
async function runMaven(pom, phase, properties) {
  const maven = onPath('mvn', process.env);
  if (maven === undefined) {
    throw new SetupError(
      'Maven is missing (no mvn on the PATH): install it from https://maven.apache.org or with your package manager.',
    );
  }
  const env = { ...javaEnvironment(process.env), JAVA_HOME: findJava(process.env).home };
  const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const args = ['--batch-mode', '--quiet', '--strict-checksums', ...given, '--file', pom, phase];
  const { ok, output } = await runCommand(maven, args, { env });
  if (!ok) throw mavenError(relative(root, pom), output);
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

/**
 * Throws if a jar is missing. The likely reason: colons separate the jars of a class path, so none of their paths may contain a colon.
 *
 * @param {readonly JvmProject[]} projects
 */
function checkClassPaths(projects) {
  const missing = projects.flatMap(classPath).find((jar) => !existsSync(jar));
  if (missing === undefined) return;
  throw new SetupError(
    `The jar ${missing}, which Maven lists, does not exist: if the path of Maven's repository contains a colon, move the repository (localRepository in its settings.xml).`,
  );
}

/**
 * @param {string} pom
 * @param {string} output
 */
function mavenError(pom, output) {
  const lines = errorLines(output, /^\[ERROR\] (?!\[Help|Re-run|To see|For more|-> )/);
  const network = /Could not transfer|Unknown host|UnknownHost|Connection refused|timed out|Network is unreachable/;
  return new SetupError(
    network.test(output)
      ? 'Maven cannot reach its repository, which the first set-up needs: check the network and run the same command again.'
      : `Maven cannot build ${pom} (see above): run mvn -f ${pom} package to see its full output.`,
    lines,
  );
}
