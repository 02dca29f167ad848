import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { UserError } from '../command-line/user-error.ts';
import { writeWhole } from '../scripts/setup/fingerprint.mjs';
import { root, userFolder } from '../scripts/setup/paths.mjs';
import { refusal } from '../scripts/setup/setup-error.mjs';
import type { ServiceName } from './stack-record.ts';
import { wording } from './wording.ts';

/** Everything that a stack creates in its folder. Nothing else in the folder is ever deleted. */
const contents = [
  'artifacts',
  'checkpoints',
  'crashes',
  'demo',
  'docker',
  'kafka',
  'kafka-Kafka.args',
  'kafka-StorageTool.args',
  'kafka-log4j.properties',
  'kafka-server.properties',
  'kafka.log',
  'kafka.log.1',
  'spark-ConnectServer.args',
  'spark-companion.jar',
  'spark-connect-server.jar',
  'spark-log4j2.properties',
  'spark-token',
  'spark.log',
  'spark.log.1',
  'stack.json',
  'tls',
  'tmp',
  'warehouse',
];

/** The mark in a folder that belongs to a stack. */
export interface FolderMark {
  /** Whether the stack created the folder. If not, the folder itself is never deleted. */
  readonly made: boolean;
  /** The names in the folder that belong to the stack. */
  readonly contents: readonly string[];
}

/**
 * Returns the state folder of a stack: the given one, relative to the user's current folder, or else `.stack` in the clone.
 *
 * @throws UserError when the folder cannot be used
 */
export function stateFolder(given: string | undefined): string {
  if (given === '') throw new UserError(`${wording().folder} is set but empty: set it to a folder, or unset it.`);
  const folder = given === undefined ? join(root, '.stack') : resolve(userFolder(), given);
  if (folder.includes('\uFFFD')) {
    throw new UserError(
      `The name of ${folder} is not valid UTF-8: set ${wording().folder} to a folder with a UTF-8 name.`,
    );
  }
  if (/^\/(dev|proc|sys)(?!\/shm)(\/|$)/.test(folder)) {
    throw new UserError(`${folder} cannot hold files: set ${wording().folder} to another folder.`);
  }
  const [unusable] = /[:\\*?[\]{}]/.exec(folder) ?? [];
  if (unusable !== undefined) {
    throw new UserError(
      `Spark cannot read tables in ${folder}, because ${unusable} is a special character in its paths: set ${wording().folder} to a folder without it.`,
    );
  }
  return folder;
}

/**
 * Checks that a state folder can be read, if it exists.
 *
 * @throws UserError when it is not a folder, or belongs to another user who has not given access to it
 */
export function checkReadable(stateDir: string): void {
  if (statSync(stateDir, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError(`${stateDir} is not a folder: set ${wording().folder} to one.`);
  }
  try {
    readdirSync(stateDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return;
    throw new UserError(
      `The stack in ${stateDir} belongs to ${ownerOf(stateDir)}, and only they can inspect or stop it: ask them, or start your own with another ${wording().folder} and other ports.`,
    );
  }
}

/**
 * Checks that a folder is empty or marked as a stack's.
 *
 * @throws UserError when it is neither
 */
export function checkOwn(stateDir: string): void {
  if (readMark(stateDir) !== undefined || foreignNames(stateDir).length === 0) return;
  throw new UserError(
    `${stateDir} is not empty and was not created by a stack: set ${wording().folder} to a new or an empty folder (or delete this one, if an earlier version of the stack created it).`,
  );
}

/** Marks an empty folder as a stack's. `made` says whether it was created for that purpose. */
export function markAsOwn(stateDir: string, made: boolean): void {
  checkOwn(stateDir);
  const mark: FolderMark = { made: readMark(stateDir)?.made ?? made, contents };
  writeWhole(markFile(stateDir), `${JSON.stringify(mark, undefined, 2)}\n`);
}

/** Creates the folder if it is missing. Returns whether it was. */
export function makeStateFolder(stateDir: string): boolean {
  return mkdirSync(stateDir, { recursive: true, mode: 0o700 }) !== undefined;
}

/** Returns the log file of a JVM of the stack. */
export function logFile(stateDir: string, service: ServiceName): string {
  return join(stateDir, `${service}.log`);
}

/** Returns the folder for checkpoints of streaming queries. It is a full path, because Spark resolves paths on the server. */
export function checkpointFolder(stateDir: string): string {
  return join(stateDir, 'checkpoints');
}

/** Returns a JVM's folder for temporary files, relative to the state folder. It is emptied when the JVM starts. */
export function temporaryFolder(service: ServiceName): string {
  return join('tmp', service);
}

/**
 * Deletes the logs and data that the folder's mark lists.
 *
 * @throws UserError when the folder has no mark; nothing is deleted then
 */
export function cleanStateFolder(stateDir: string): void {
  const mark = readMark(stateDir);
  if (mark === undefined) {
    if (foreignNames(stateDir).length === 0) return;
    throw new UserError(
      `${stateDir} was not created by a stack, so nothing in it was deleted: set ${wording().folder} to the folder to clean.`,
    );
  }
  for (const name of mark.contents) rmSync(join(stateDir, name), { recursive: true, force: true });
  if (foreignNames(stateDir).length === 0) rmSync(markFile(stateDir));
}

/** Deletes the folder of a cleaned stack, unless it contains other files or a new stack. */
export function removeStateFolder(stateDir: string): void {
  try {
    rmdirSync(stateDir);
  } catch {
    // It is not empty.
  }
}

/** Opens a new log file for appending and keeps the previous one as `.1`. */
export function openNewLog(stateDir: string, service: ServiceName): number {
  const file = logFile(stateDir, service);
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** Returns the last lines of a log, or none if there is no log yet. */
export function lastLogLines(stateDir: string, service: ServiceName, count: number): readonly string[] {
  const file = logFile(stateDir, service);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count) : [];
}

/** Turns a file system error into a message that says what to do. Returns other errors unchanged. */
export function explainRefusal(error: unknown, stateDir: string): unknown {
  const refused = refusal(error, stateDir);
  if (refused === undefined) return error;
  return new UserError(`${refused}: fix that, or set ${wording().folder} to another folder.`, { cause: error });
}

function foreignNames(stateDir: string): readonly string[] {
  const ours = /^(lock(\.\d+)?|stack-folder\.json(\.\d+)?)$/;
  return existsSync(stateDir) ? readdirSync(stateDir).filter((name) => !ours.test(name)) : [];
}

/** Returns the mark of a folder. Ignores a mark that lists anything outside the folder, since a stack would not write it. */
export function readMark(stateDir: string): FolderMark | undefined {
  try {
    const { made, contents: names } = JSON.parse(readFileSync(markFile(stateDir), 'utf8')) as Partial<FolderMark>;
    const plain = Array.isArray(names) && names.every((name) => /^[\w-][\w.-]*$/.test(String(name)));
    return plain ? { made: made === true, contents: names } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function markFile(stateDir: string): string {
  return join(stateDir, 'stack-folder.json');
}

function ownerOf(stateDir: string): string {
  const { uid } = statSync(stateDir);
  try {
    return `user ${execFileSync('id', ['-nu', String(uid)], { encoding: 'utf8', stdio: 'pipe' }).trim()}`;
  } catch {
    return `the user with id ${uid}`;
  }
}
