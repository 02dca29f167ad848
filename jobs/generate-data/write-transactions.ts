import { constants, createWriteStream } from 'node:fs';
import type { Stats } from 'node:fs';
import { access, chmod, copyFile, lstat, mkdir, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../command-line/user-error.ts';
import { formatHeader, transactionFormatter } from '../transactions/format-transaction.ts';
import { builtInSchema, type TransactionSchema } from '../transactions/transaction-schema.ts';
import type { FieldValue } from '../transactions/transaction.ts';

const linesPerWrite = 500;

/** The maximum number of symbolic links that Linux follows. */
const maxLinks = 40;

/** A transaction with the fields of a schema. */
type Fields = Readonly<Record<string, FieldValue>>;

/**
 * Writes transactions as CSV and creates the folder if it is missing. The file replaces an existing one only once it is complete;
 * if writing fails or `signal` aborts, the existing file is unchanged. Follows symbolic links.
 *
 * @throws UserError when the file cannot be written.
 */
export async function writeTransactions(
  path: string,
  transactions: Iterable<Fields>,
  signal: AbortSignal,
  schema: TransactionSchema = builtInSchema,
): Promise<void> {
  let partialPath: string | undefined;
  try {
    await requireFile(path);
    const target = await followLinks(path);
    await mkdir(dirname(target), { recursive: true });
    partialPath = `${target}.${process.pid}.partial`;
    await pipeline(Readable.from(csvChunks(transactions, schema)), createWriteStream(partialPath), { signal });
    await replaceFile(partialPath, target);
  } catch (error) {
    if (partialPath !== undefined) await rm(partialPath, { force: true }).catch(() => undefined);
    signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`${path} cannot be written (${code}); choose another file with --out.`, { cause: error });
  }
}

/** Rejects devices, pipes and folders. */
async function requireFile(path: string): Promise<void> {
  const existing = await statIfPresent(path);
  if (existing?.isDirectory() || (existing === undefined && path.endsWith('/'))) {
    const inFolder = join(path, 'transactions.csv');
    throw new UserError(`${path} is a folder; choose a file in it with --out, such as --out ${inFolder}.`);
  }
  if (existing?.isFile() === false) throw notFile(path);
  if (existing !== undefined) await access(path, constants.W_OK);
}

/** Returns the final target of a symbolic link, whether it exists or not. */
async function followLinks(path: string): Promise<string> {
  let target = path;
  if (isSystemFolder(dirname(resolve(path)))) throw notFile(path);
  for (let links = 0; (await lstat(target).catch(ignoreMissing))?.isSymbolicLink(); links++) {
    if (links === maxLinks) throw Object.assign(new Error(`${path} is a circular link`), { code: 'ELOOP' });
    const folder = await realpath(dirname(target));
    // The target of /dev/stdout is open in another program. Renaming a file over it would leave that program with the old one.
    if (isSystemFolder(folder)) throw notFile(path);
    target = resolve(folder, await readlink(target));
  }
  return target;
}

/** Replaces a file and keeps its permissions. A file with several hard links is overwritten instead, so that all of them change. */
async function replaceFile(partialPath: string, target: string): Promise<void> {
  const existing = await statIfPresent(target);
  if (existing !== undefined && existing.nlink > 1) {
    await copyFile(partialPath, target);
    await rm(partialPath);
    return;
  }
  if (existing !== undefined) await chmod(partialPath, existing.mode & 0o7777);
  await rename(partialPath, target);
}

/** Whether only the system creates files in a folder. /dev/shm is an exception. */
function isSystemFolder(folder: string): boolean {
  return /^\/(dev|proc|sys)(?!\/shm)(\/|$)/.test(folder);
}

function notFile(path: string): UserError {
  return new UserError(`${path} is a system path, such as a device or a pipe; choose a file with --out.`);
}

function statIfPresent(path: string): Promise<Stats | undefined> {
  return stat(path).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function* csvChunks(transactions: Iterable<Fields>, schema: TransactionSchema): Generator<string, void, undefined> {
  const format = transactionFormatter(schema);
  let lines = [formatHeader(schema)];
  for (const transaction of transactions) {
    lines.push(format(transaction));
    if (lines.length >= linesPerWrite) {
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}
