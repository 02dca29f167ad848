import { existsSync, openSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../setup/paths.mjs';
import type { ServiceName } from './stack-record.ts';

/** The folder a stack lives in: the given one, else `.stack` in the clone. */
export function stateFolder(given: string | undefined): string {
  return resolve(given ?? join(root, '.stack'));
}

/** Where a JVM of the stack writes its log. */
export function logFile(stateDir: string, service: ServiceName): string {
  return join(stateDir, `${service}.log`);
}

/** Where streaming queries may keep their checkpoints; Spark resolves paths on its own side. */
export function checkpointFolder(stateDir: string): string {
  return join(stateDir, 'checkpoints');
}

/** What a JVM may unpack and spill; emptied when it starts. */
export function temporaryFolder(stateDir: string, service: ServiceName): string {
  return join(stateDir, 'tmp', service);
}

/** Deletes logs and data, and the folder itself when nothing else is in it. */
export function cleanStateFolder(stateDir: string): void {
  const ours = /^(artifacts|checkpoints|tls|tmp|warehouse|hs_err_.*|(spark|kafka)([-.].*)?)$/;
  for (const name of readdirSync(stateDir).filter((entry) => ours.test(entry))) {
    rmSync(join(stateDir, name), { recursive: true });
  }
  if (readdirSync(stateDir).length === 0) rmdirSync(stateDir);
}

/** Opens a new log for appending and keeps the one before it as `.1`. */
export function openFreshLog(stateDir: string, service: ServiceName): number {
  const file = logFile(stateDir, service);
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** The last lines of a log; none when there is no log yet. */
export function lastLogLines(stateDir: string, service: ServiceName, count: number): readonly string[] {
  const file = logFile(stateDir, service);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count) : [];
}
