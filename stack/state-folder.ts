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

/** What a stack puts into its folder, all of it; nothing else in there is ever removed. */
const contents = [
  'artifacts',
  'checkpoints',
  'crashes',
  'demo',
  'kafka',
  'kafka-Kafka.args',
  'kafka-StorageTool.args',
  'kafka-log4j.properties',
  'kafka-server.properties',
  'kafka.log',
  'kafka.log.1',
  'spark-ConnectServer.args',
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

/** The mark of a folder that belongs to a stack. */
export interface FolderMark {
  /** Whether the stack made the folder; one it found empty stays. */
  readonly made: boolean;
  /** What of the folder's content is the stack's. */
  readonly contents: readonly string[];
}

/** The folder a stack lives in: the given one, as seen from where the user stands, else `.stack` in the clone. */
export function stateFolder(given: string | undefined): string {
  if (given === '') throw new UserError('STACK_DIR is set but empty: name a folder with it, or unset it.');
  const folder = given === undefined ? join(root, '.stack') : resolve(userFolder(), given);
  if (folder.includes('\uFFFD')) {
    throw new UserError(`The name of ${folder} is not UTF-8: name a folder with STACK_DIR that has a name in UTF-8.`);
  }
  if (/^\/(dev|proc|sys)(?!\/shm)(\/|$)/.test(folder)) {
    throw new UserError(`${folder} is no place for files: name another folder with STACK_DIR.`);
  }
  const [unusable] = /[:\\*?[\]{}]/.exec(folder) ?? [];
  if (unusable !== undefined) {
    throw new UserError(
      `Spark cannot read tables in ${folder}, because ${unusable} means something else to it: name a folder without it with STACK_DIR.`,
    );
  }
  return folder;
}

/** Throws when something else than a folder is there, or another user's permissions keep this one out of it. */
export function checkReadable(stateDir: string): void {
  if (statSync(stateDir, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError(`${stateDir} is not a folder: name one with STACK_DIR.`);
  }
  try {
    readdirSync(stateDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return;
    throw new UserError(
      `The stack in ${stateDir} is that of ${ownerOf(stateDir)}, and only they can look at it or stop it: ask them, or start one of your own with another STACK_DIR and other ports.`,
    );
  }
}

/** Throws when the folder holds something and no stack has marked it as its own. */
export function checkOwn(stateDir: string): void {
  if (readMark(stateDir) !== undefined || foreignNames(stateDir).length === 0) return;
  throw new UserError(
    `${stateDir} is not empty, and no stack has marked it as its own: name a new or an empty folder with STACK_DIR (or delete this one, if an earlier version of the stack made it).`,
  );
}

/** Marks an empty folder as the stack's own; `made` says whether it was made for that. */
export function markAsOwn(stateDir: string, made: boolean): void {
  checkOwn(stateDir);
  const mark: FolderMark = { made: readMark(stateDir)?.made ?? made, contents };
  writeWhole(markFile(stateDir), `${JSON.stringify(mark, undefined, 2)}\n`);
}

/** Makes the folder when it is missing; resolves to whether it was. */
export function makeStateFolder(stateDir: string): boolean {
  return mkdirSync(stateDir, { recursive: true, mode: 0o700 }) !== undefined;
}

/** Where a JVM of the stack writes its log. */
export function logFile(stateDir: string, service: ServiceName): string {
  return join(stateDir, `${service}.log`);
}

/** Where streaming queries may keep their checkpoints; Spark resolves paths on its own side. */
export function checkpointFolder(stateDir: string): string {
  return join(stateDir, 'checkpoints');
}

/** What a JVM may unpack and spill, as seen from the state folder; emptied when it starts. */
export function temporaryFolder(service: ServiceName): string {
  return join('tmp', service);
}

/** Deletes logs and data, as far as the folder's mark lists them; without a mark it throws and deletes nothing. */
export function cleanStateFolder(stateDir: string): void {
  const mark = readMark(stateDir);
  if (mark === undefined) {
    if (foreignNames(stateDir).length === 0) return;
    throw new UserError(
      `${stateDir} was not made by a stack, so nothing in it was deleted: STACK_DIR names the folder to clean.`,
    );
  }
  for (const name of mark.contents) rmSync(join(stateDir, name), { recursive: true, force: true });
  if (foreignNames(stateDir).length === 0) rmSync(markFile(stateDir));
}

/** Deletes the folder of a cleaned stack, unless somebody else has put something there or a new stack has. */
export function removeStateFolder(stateDir: string): void {
  try {
    rmdirSync(stateDir);
  } catch {
    // It is not empty.
  }
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

/** An error of the file system as a sentence with a way out; other errors as they are. */
export function explainRefusal(error: unknown, stateDir: string): unknown {
  const refused = refusal(error, stateDir);
  if (refused === undefined) return error;
  return new UserError(`${refused}: change that, or name another folder with STACK_DIR.`, { cause: error });
}

function foreignNames(stateDir: string): readonly string[] {
  const ours = /^(lock(\.\d+)?|stack-folder\.json(\.\d+)?)$/;
  return existsSync(stateDir) ? readdirSync(stateDir).filter((name) => !ours.test(name)) : [];
}

/** The mark of the folder; one that names anything but what lies directly in the folder is none of ours. */
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
    return `the user with number ${uid}`;
  }
}
