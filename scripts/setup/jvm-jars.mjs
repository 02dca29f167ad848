import { existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { filesBelow, fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { checkJavaReaches, findJava, javaEnvironment, onPath } from './java.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/** What Maven resolves: the two JVMs of the stack, and what the library is made from. @typedef {'spark' | 'kafka' | 'proto'} JvmProject */

/** @type {Readonly<Record<JvmProject, string>>} */
const folders = {
  spark: join(root, 'stack', 'spark'),
  kafka: join(root, 'stack', 'kafka'),
  proto: join(root, 'proto'),
};

export const jvmJars = jarsOf('Spark and Kafka jars (Maven; 340 MB if its cache is empty)', 'jvm-jars', [
  'spark',
  'kafka',
]);

/** All that building the library needs of Maven. */
export const protocolJars = jarsOf('the jars of the protocol and of the error texts (Maven)', 'protocol-jars', [
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
 * @returns {Promise<void>}
 */
export async function packageWithMaven(pom) {
  const maven = onPath('mvn', process.env);
  if (maven === undefined) {
    throw new SetupError(
      'Maven is missing (no mvn on the PATH): install it from https://maven.apache.org or with your package manager.',
    );
  }
  const env = { ...javaEnvironment(process.env), JAVA_HOME: findJava(process.env).home };
  const args = ['--batch-mode', '--quiet', '--strict-checksums', '--file', pom, 'package'];
  const { ok, output } = await runCommand(maven, args, { env });
  if (!ok) throw mavenError(relative(root, pom), output);
}

/**
 * The jars of a project, in order, as Maven resolved them; empty before set-up.
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
 * A class path separates its jars by colons, and so cannot hold one that has a colon in its path.
 *
 * @param {readonly JvmProject[]} projects
 */
function checkClassPaths(projects) {
  const missing = projects.flatMap(classPath).find((jar) => !existsSync(jar));
  if (missing === undefined) return;
  throw new SetupError(
    `Maven names a jar ${missing}, which is not there: if the path of Maven's repository has a colon in it, move the repository (localRepository in its settings.xml).`,
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
      : `Maven could not build ${pom} (see above): run mvn -f ${pom} package to see it all.`,
    lines,
  );
}
