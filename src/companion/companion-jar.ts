import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SparkConnectError } from '../errors/spark-connect-error.ts';

/** The jar that runs functions of the client in Spark. */
export interface CompanionJar {
  readonly content: Uint8Array;
  /** SHA-256 of the content in hexadecimal digits. */
  readonly hash: string;
}

/** In the package, the jar is next to the bundles; in a clone, it is where Maven builds it. */
const places = ['./companion.jar', '../../companion/target/companion.jar'];

let jar: Promise<CompanionJar> | undefined;

/** Returns the jar of this package. @throws SparkConnectError when it is missing. */
export function companionJar(): Promise<CompanionJar> {
  return (jar ??= readJar());
}

async function readJar(): Promise<CompanionJar> {
  const file = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (file === undefined) {
    throw new SparkConnectError(
      'companion.jar is missing from the package spark-connect-ts: install the package again.',
    );
  }
  const content = await readFile(file);
  return { content, hash: createHash('sha256').update(content).digest('hex') };
}
