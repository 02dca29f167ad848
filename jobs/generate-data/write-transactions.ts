import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../command-line/user-error.ts';
import { csvHeader, formatTransaction } from '../transactions/format-transaction.ts';
import type { Transaction } from '../transactions/transaction.ts';

const linesPerWrite = 500;

/**
 * Writes transactions as CSV, making the folder when it is missing. The file appears under its name only once it is
 * complete; when something fails or `signal` aborts, what was there before is untouched.
 */
export async function writeTransactions(
  path: string,
  transactions: Iterable<Transaction>,
  signal: AbortSignal,
): Promise<void> {
  const partialPath = `${path}.${process.pid}.partial`;
  try {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      throw new UserError(`${path} is a folder; name a file in it with --out, such as --out ${path}/transactions.csv.`);
    }
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(csvChunks(transactions)), createWriteStream(partialPath), { signal });
    await rename(partialPath, path);
  } catch (error) {
    await rm(partialPath, { force: true }).catch(() => undefined);
    signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`${path} cannot be written (${code}); name another file with --out.`, { cause: error });
  }
}

function* csvChunks(transactions: Iterable<Transaction>): Generator<string, void, undefined> {
  let lines = [csvHeader];
  for (const transaction of transactions) {
    lines.push(formatTransaction(transaction));
    if (lines.length >= linesPerWrite) {
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}
