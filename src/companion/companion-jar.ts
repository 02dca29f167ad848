import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { SparkConnectError } from '../errors/spark-connect-error.ts';

/** The jar that runs functions of the client in Spark. */
export interface CompanionJar {
  readonly content: Uint8Array;
  /** SHA-256 of the content in hexadecimal digits. */
  readonly hash: string;
}

const fileName = 'companion.jar';

let jar: Promise<CompanionJar> | undefined;

/** Returns the jar of this package. @throws SparkConnectError when it is missing. */
export function companionJar(): Promise<CompanionJar> {
  return (jar ??= readJar());
}

async function readJar(): Promise<CompanionJar> {
  const file = places().find(existsSync);
  if (file === undefined) {
    throw new SparkConnectError(
      `Functions that run in Spark need ${fileName}, which is missing: install the package spark-connect-ts again. A bundle of a program that does not run beside node_modules needs a copy of node_modules/spark-connect-ts/dist/${fileName} next to it.`,
    );
  }
  const content = await readFile(file);
  return { content, hash: createHash('sha256').update(content).digest('hex') };
}

/** The jar is next to the code of the package, or where Maven builds it, or in the package that a bundled program was built from. */
function places(): readonly string[] {
  const byUrl = [`./${fileName}`, `../../companion/target/${fileName}`];
  const files = byUrl.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  try {
    return [...files, nodeModule.createRequire(import.meta.url).resolve(`spark-connect-ts/${fileName}`)];
  } catch {
    return files;
  }
}
