import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { UserError } from '../../command-line/user-error.ts';
import { companionJarFile } from '../../scripts/setup/companion-jar.mjs';
import { fingerprint, readIfPresent, writeWhole } from '../../scripts/setup/fingerprint.mjs';
import { classPath, packageWithMaven } from '../../scripts/setup/jvm-jars.mjs';
import { root, setupDir } from '../../scripts/setup/paths.mjs';
import { SetupError } from '../../scripts/setup/setup-error.mjs';

/** A file that the nodes of a cluster need, and its name below the folder of these files. */
export interface ClusterFile {
  readonly path: string;
  readonly name: string;
}

/** The versions of Spark for which a cluster gets jars. Image 2.3 has had 3.5.3; a later one of the same line may have a later version. */
export const clusterSparkVersions: readonly string[] = ['3.5.3', '3.5.4', '3.5.5', '3.5.6', '3.5.7'];

const folder = join(root, 'stack', 'dataproc');

/** The script that sets up a node. */
export const nodeSetupScript: string = join(folder, 'node-setup.sh');

/**
 * Returns the files for the nodes of a cluster: the initialization action, our server, the companion jar, the Connect and Kafka jars for
 * each version of Spark, and the Kafka broker. Maven resolves them the first time.
 *
 * @param onMissing receives a version that Maven's repository does not have. Default: that is an error.
 */
export async function clusterFiles(
  sparkVersions: readonly string[],
  onMissing?: (version: string) => void,
): Promise<readonly ClusterFile[]> {
  const [server] = classPath('spark');
  const perVersion: ClusterFile[][] = [];
  // One after the other: two runs of Maven at once may damage its cache.
  for (const version of sparkVersions) {
    try {
      const jars = await sparkJars(version);
      perVersion.push(jars.map((path) => ({ path, name: `jars/${version}/${basename(path)}` })));
    } catch (error) {
      if (onMissing === undefined || !(error instanceof SetupError) || /cannot reach/.test(error.message)) throw error;
      onMissing(version);
    }
  }
  if (perVersion.length === 0) throw new UserError('Maven has the jars of none of these versions of Spark.');
  return [
    { path: nodeSetupScript, name: nodeSetupName() },
    ...(server === undefined ? [] : [{ path: server, name: `jars/server/spark-connect-ts-${basename(server)}` }]),
    { path: companionJarFile, name: 'jars/server/spark-connect-ts-companion.jar' },
    ...perVersion.flat(),
    ...classPath('kafka').map((path) => ({ path, name: `kafka/${basename(path)}` })),
  ];
}

/** Returns the name of the initialization action. It changes with the script: a node that is added later must run the same one. */
export function nodeSetupName(): string {
  const digest = createHash('sha256').update(readFileSync(nodeSetupScript)).digest('hex');
  return `node-setup-${digest.slice(0, 12)}.sh`;
}

async function sparkJars(version: string): Promise<readonly string[]> {
  if (!/^3\.5\.\d+$/.test(version)) {
    throw new UserError(`Spark ${version} is not supported on a cluster: use a version of Spark 3.5, such as 3.5.3.`);
  }
  const delta = Number(version.split('.')[2]) < 3 ? { 'delta.version': '3.2.1' } : {};
  const pom = join(folder, 'pom.xml');
  const stamp = join(setupDir, `cluster-jars-${version}`);
  const current = fingerprint([pom]) ?? '';
  if (readIfPresent(stamp) !== current || !isComplete(listedJars(version))) {
    await packageWithMaven(pom, { 'spark.version': version, ...delta });
    writeWhole(stamp, current);
  }
  return listedJars(version);
}

/** Returns the jars that Maven has resolved for a version of Spark, or none before it has. */
function listedJars(version: string): readonly string[] {
  const list = readIfPresent(join(folder, 'target', `class-path-${version}.txt`))?.trim() ?? '';
  return list === '' ? [] : list.split(delimiter);
}

function isComplete(jars: readonly string[]): boolean {
  return jars.length > 0 && jars.every((jar) => existsSync(jar));
}
