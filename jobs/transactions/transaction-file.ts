import { CsvError } from 'csv-parse';
import { parse as parseCsv } from 'csv-parse/sync';
import { UserError } from '../../command-line/user-error.ts';
import { openByteSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { checkSeparator, matchHeader } from './check-header.ts';
import { BrokenRowError, rowParser, type RowParser } from './parse-transaction.ts';
import { readLines } from './read-lines.ts';
import type { Line } from './read-lines.ts';
import { builtInSchema, type TransactionSchema } from './transaction-schema.ts';
import type { Transaction } from './transaction.ts';

/** A malformed line: its number, what is wrong with it, and its text. */
export interface BrokenRow {
  readonly line: number;
  readonly error: string;
  readonly raw: string;
}

/** A line of the file: a transaction or a malformed row. */
export type TransactionRow = { readonly line: number; readonly transaction: Transaction } | BrokenRow;

/** An open CSV file with a valid header. */
export interface TransactionFile {
  /** The rows, including malformed ones, read on demand. Can be iterated once. */
  readonly rows: AsyncIterable<TransactionRow>;
  /** Whether this is a regular file, which can be read to its end without waiting, unlike a pipe. */
  readonly isFile: boolean;
  close(): Promise<void>;
}

/**
 * Opens a CSV file of transactions and checks its header, whose columns can be in any order. Each line is a row: quoted fields may contain commas and quotes, but no
 * line breaks, so that an extra quote affects only its own line. If `signal` aborts, pending reads reject with its reason.
 *
 * @throws UserError when the file cannot be read or its header is invalid.
 */
export async function openTransactionFile(
  path: string,
  signal?: AbortSignal,
  schema: TransactionSchema = builtInSchema,
): Promise<TransactionFile> {
  const source = await openSource(path, signal);
  try {
    const lines = readLines(source.chunks, path);
    const first = await lines.next();
    if (first.done === true) throw new UserError(`Data file ${path} is empty; its first line must name the columns.`);
    checkSeparator(first.value.text, path);
    const columns = matchHeader(splitHeader(first.value.text, path), schema, path);
    return { rows: parseRows(lines, rowParser(columns)), isFile: source.stats.isFile(), close: () => source.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * Yields the transactions of a CSV file.
 *
 * @throws UserError when a row is malformed.
 */
export async function* readTransactions(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<Transaction, void, undefined> {
  const file = await openTransactionFile(path, signal);
  try {
    for await (const row of file.rows) {
      if ('error' in row) throw brokenRowError(path, row);
      yield row.transaction;
    }
  } finally {
    await file.close();
  }
}

/** Returns the error for a malformed row that ends the run. */
export function brokenRowError(path: string, row: BrokenRow): UserError {
  return new UserError(`Line ${row.line} of ${path} is broken: ${row.error}.`);
}

async function openSource(path: string, signal: AbortSignal | undefined): Promise<ByteSource> {
  let source: ByteSource;
  try {
    source = await openByteSource(path, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === 'ENOENT'
        ? `does not exist. Create it with "npm run generate-data -- --out ${path}", or choose another with --data-file.`
        : `cannot be read (${String(code)}).`;
    throw new UserError(`Data file ${path} ${message}`, { cause: error });
  }
  if (!source.stats.isDirectory()) return source;
  await source.close();
  throw new UserError(`Data file ${path} is a folder; choose a CSV file in it with --data-file.`);
}

function splitHeader(text: string, path: string): readonly string[] {
  try {
    return splitFields(text);
  } catch (error) {
    throw new UserError(`The first line of ${path} is not a CSV header.`, { cause: error });
  }
}

async function* parseRows(
  lines: AsyncIterable<Line>,
  parse: RowParser,
): AsyncGenerator<TransactionRow, void, undefined> {
  for await (const { number, text } of lines) {
    if (text !== '') yield parseRow(number, text, parse);
  }
}

function parseRow(line: number, raw: string, parse: RowParser): TransactionRow {
  try {
    if (raw.includes('\uFFFD')) throw new BrokenRowError('the row is not valid UTF-8');
    return { line, transaction: parse(splitFields(raw)) };
  } catch (error) {
    if (error instanceof BrokenRowError) return { line, error: error.message, raw };
    throw error;
  }
}

/** Splits a line into fields. For lines without quotes, `split` is ten times as fast as csv-parse, with the same result. */
function splitFields(text: string): readonly string[] {
  if (!text.includes('"')) return text.split(',');
  try {
    return parseCsv(text, { record_delimiter: '\n', relax_column_count: true })[0] ?? [];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'a quoted field does not end on its line: it contains a line break, which is not allowed, or a closing quote is missing'
        : 'its quotes do not match';
    throw new BrokenRowError(message, { cause: error });
  }
}
