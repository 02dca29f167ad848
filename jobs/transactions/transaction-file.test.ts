import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect } from '../../test/support/collect.ts';
import { csvHeader, formatTransaction } from './format-transaction.ts';
import { fromCents } from './money.ts';
import { generateTransactions } from './generate-transactions.ts';
import { openTransactionFile, readTransactions } from './transaction-file.ts';
import type { TransactionRow } from './transaction-file.ts';
import { builtInSchema, parseSchema } from './transaction-schema.ts';
import type { Transaction } from './transaction.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transaction-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'data.csv');
  await writeFile(path, content);
  return path;
}

async function rowsOf(content: string | Uint8Array): Promise<readonly TransactionRow[]> {
  const file = await openTransactionFile(await fileWith(content));
  try {
    return await collect(file.rows);
  } finally {
    await file.close();
  }
}

const arbitraryValues: Readonly<Record<string, fc.Arbitrary<string | number | boolean>>> = {
  // A field cannot contain line breaks, because a line is a row. A blank field counts as empty.
  string: fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => text.trim() !== '' && !/[\n\r\uFFFD]/.test(text)),
  integer: fc.integer({ min: -(2 ** 31 - 1) }),
  long: fc.maxSafeInteger(),
  double: fc.integer().map((value) => value / 1000),
  decimal: fc.integer().map(fromCents),
  boolean: fc.boolean(),
  date: fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
};

const arbitraryTransaction = fc
  .record(
    Object.fromEntries(builtInSchema.fields.map(({ name, dataType }) => [name, arbitraryValues[dataType.typeName]!])),
  )
  .map((values) => ({ ...values }) as unknown as Transaction);

test('readTransactions() returns what formatTransaction() wrote', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryTransaction, { maxLength: 5 }),
      fc.constantFrom('\n', '\r\n'),
      async (all, end) => {
        const path = await fileWith([csvHeader, ...all.map(formatTransaction)].join(end));
        // -0 is written as 0.
        expect(await collect(readTransactions(path))).toEqual(all.map(withoutMinusZero));
      },
    ),
    { numRuns: 200 },
  );
});

function withoutMinusZero(transaction: Transaction): object {
  return Object.fromEntries(Object.entries(transaction).map(([name, value]) => [name, value === 0 ? 0 : value]));
}

test('openTransactionFile() reports a malformed row by its line and reads the others', async () => {
  const [first, second] = [...generateTransactions(2, 1)].map(formatTransaction);
  const rows = await rowsOf(`\uFEFF${csvHeader}\n${first}\n\na "quote" too many"\n${second}\n`);
  expect(rows.map((row) => ('error' in row ? row : row.line))).toEqual([
    2,
    { line: 4, error: 'its quotes do not match', raw: 'a "quote" too many"' },
    5,
  ]);
});

test('openTransactionFile() reports a line break inside quotes', async () => {
  const [line] = [...generateTransactions(1, 1)].map(formatTransaction);
  const rows = await rowsOf(`${csvHeader}\n${line!.replace(/Books|[A-Z][a-z]+/, '"New\nYork"')}\n${line}\n`);
  const reason =
    'a quoted field does not end on its line: it contains a line break, which is not allowed, or a closing quote is missing';
  expect(rows[0]).toMatchObject({ line: 2, error: reason });
  expect(rows[1]).toMatchObject({ line: 3, error: expect.any(String) as string });
  expect(rows[2]).toMatchObject({ line: 4, transaction: {} });
});

test.each([
  ['is compressed with gzip', gzipSync(csvHeader)],
  ['is UTF-16', Buffer.from(`\uFEFF${csvHeader}`, 'utf16le')],
  ['is UTF-16', Buffer.from(csvHeader, 'utf16le')],
  ['is UTF-16', Buffer.from(`\uFEFF${csvHeader}`, 'utf16le').swap16()],
  ['is a zip archive or an Excel workbook', Buffer.from('PK\x03\x04')],
  ['separates its columns with semicolons', Buffer.from(csvHeader.replaceAll(',', ';'))],
])('openTransactionFile() rejects a file that %s', async (what, content) => {
  await expect(openTransactionFile(await fileWith(content))).rejects.toThrow(what);
});

test('openTransactionFile() reports a row that is not valid UTF-8', async () => {
  const [line] = [...generateTransactions(1, 1)].map(formatTransaction);
  const rows = await rowsOf(Buffer.concat([Buffer.from(`${csvHeader}\n${line}`), Buffer.from([0xff])]));
  expect(rows).toMatchObject([{ line: 2, error: 'the row is not valid UTF-8' }]);
});

test('openTransactionFile() rejects an empty file, a missing file and a folder with a clear message', async () => {
  await expect(openTransactionFile(await fileWith(''))).rejects.toThrow(
    /is empty; its first line must name the columns\.$/,
  );
  await expect(openTransactionFile('no/such.csv')).rejects.toThrow(
    'Data file no/such.csv does not exist. Create it with "npm run generate-data -- --out no/such.csv", or choose another with --data-file.',
  );
  await expect(openTransactionFile(folder)).rejects.toThrow(`Data file ${folder} is a folder; choose a CSV file in it`);
});

test('openTransactionFile() matches columns by name, and leaves out optional ones that the file does not have', async () => {
  const schema = parseSchema(
    'customer_id STRING, transaction_id STRING, final_amount DECIMAL(12,2), a INT, b INT, c INT',
    '',
  );
  const path = await fileWith('b,final_amount,customer_id,transaction_id,a\n2,1.50,C,T,\n,x,C,T,1\n');
  const file = await openTransactionFile(path, undefined, schema);
  expect(await collect(file.rows)).toEqual([
    { line: 2, transaction: { customer_id: 'C', transaction_id: 'T', final_amount: 1.5, a: null, b: 2 } },
    { line: 3, error: 'column final_amount contains "x", but must be an amount like 12.50', raw: ',x,C,T,1' },
  ]);
  await file.close();
});
