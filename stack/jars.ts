import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { readIfPresent } from '../scripts/setup/fingerprint.mjs';
import { checkExist, classPath as classPathOfClone, resolveWithMaven } from '../scripts/setup/jvm-jars.mjs';
import { withLock } from '../scripts/setup/lock.mjs';
import { place, stackFile } from './place.ts';
import type { ServiceName } from './stack-record.ts';

const progressIntervalMs = 5000;

/** Our server, which is built once: by set-up in a clone, and before the package is packed. */
export const serverJar: string = stackFile('spark', 'target', 'connect-server.jar');

/** Returns the jars of a service, without our own. */
export function classPath(service: ServiceName): readonly string[] {
  return place.isPackage ? listedJars(listFile(service)) : classPathOfClone(service).filter((jar) => jar !== serverJar);
}

/** Returns the jars of V8, which set-up resolves in a clone. */
export function v8Jars(): readonly string[] {
  return classPathOfClone('v8');
}

/**
 * Has Maven resolve the jars of these services, if it has not yet. Only the package needs this: in a clone, set-up has done it.
 *
 * @param onProgress receives a line before the first download, and about every five seconds during it.
 */
export async function ensureJars(
  services: readonly ServiceName[],
  onProgress: ((line: string) => void) | undefined,
  signal?: AbortSignal,
): Promise<void> {
  if (!place.isPackage) return;
  for (const service of services) {
    if (isResolved(service)) continue;
    mkdirSync(jarFolder(), { recursive: true });
    await withLock(join(jarFolder(), 'lock'), () => resolve(service, onProgress), signal);
  }
}

async function resolve(service: ServiceName, onProgress: ((line: string) => void) | undefined): Promise<void> {
  if (isResolved(service)) return;
  const title = service === 'spark' ? 'Spark' : 'Kafka';
  onProgress?.(`Resolving the jars of ${title} with Maven (the first time only) …`);
  const startTime = performance.now();
  const downloads = new Downloads((files, megabytes) => {
    onProgress?.(`Downloading the jars of ${title}: ${files} files, ${megabytes.toFixed(0)} MB so far …`);
  }, progressIntervalMs);
  const file = listFile(service);
  await resolveWithMaven(stackFile(service, 'pom.xml'), file, (text) => downloads.read(text));
  checkExist(listedJars(file));
  const seconds = ((performance.now() - startTime) / 1000).toFixed(1);
  onProgress?.(`The jars of ${title} are ready after ${seconds} s.`);
}

function isResolved(service: ServiceName): boolean {
  const jars = listedJars(listFile(service));
  return jars.length > 0 && jars.every((jar) => existsSync(jar));
}

function listedJars(file: string): readonly string[] {
  const list = readIfPresent(file)?.trim() ?? '';
  return list === '' ? [] : list.split(delimiter);
}

/** Returns the file that lists the jars. Its name changes with the pom, because several versions of the package share the folder. */
function listFile(service: ServiceName): string {
  const hash = createHash('sha256')
    .update(readFileSync(stackFile(service, 'pom.xml')))
    .digest('hex');
  return join(jarFolder(), `${service}-${hash.slice(0, 12)}.txt`);
}

function jarFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'spark-connect-ts', 'jars');
}

/** Counts the jars that Maven says it has downloaded. */
export class Downloads {
  readonly #report: (files: number, megabytes: number) => void;
  readonly #intervalMs: number;
  #line = '';
  #files = 0;
  #bytes = 0;
  #reportedAt = performance.now();

  /** @param report is called at most once in `intervalMs` milliseconds. */
  constructor(report: (files: number, megabytes: number) => void, intervalMs: number) {
    this.#report = report;
    this.#intervalMs = intervalMs;
  }

  /** Reads a part of Maven's output. */
  read(text: string): void {
    const lines = `${this.#line}${text}`.split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#count(line);
    if (this.#files === 0 || performance.now() - this.#reportedAt < this.#intervalMs) return;
    this.#reportedAt = performance.now();
    this.#report(this.#files, this.#bytes / 1e6);
  }

  #count(line: string): void {
    const [, size, unit] = /Downloaded from .*\.jar \(([\d.]+) (B|kB|MB|GB) at /.exec(line) ?? [];
    if (size === undefined) return;
    this.#files += 1;
    this.#bytes += Number(size) * { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit as 'B' | 'kB' | 'MB' | 'GB'];
  }
}
