import { UserError } from '../../command-line/user-error.ts';
import { brokenRowError } from '../transactions/transaction-file.ts';
import type { BrokenRow, TransactionRow } from '../transactions/transaction-file.ts';
import type { Transaction } from '../transactions/transaction.ts';

/** Which rows to take, and the size of a batch. */
export interface BatchRowsOptions {
  readonly dataFile: string;
  readonly batchSize: number;
  readonly maxRecords: number;
  /** The number of transactions to skip at the start; malformed rows among them are skipped too. */
  readonly skipRecords: number;
  /** Receives malformed rows. Without it, the first one throws, after the transactions before it have been yielded. */
  readonly onBrokenRow: ((row: BrokenRow) => Promise<void>) | undefined;
}

/** Yields the transactions of a file in batches of `batchSize`. The last batch may be smaller. */
export async function* batchRows(
  rows: AsyncIterable<TransactionRow>,
  { dataFile, batchSize, maxRecords, skipRecords, onBrokenRow }: BatchRowsOptions,
): AsyncGenerator<readonly Transaction[], void, undefined> {
  let batch: Transaction[] = [];
  let skipped = 0;
  let taken = 0;
  for await (const row of rows) {
    if (skipped < skipRecords) {
      if (!('error' in row)) skipped += 1;
    } else if (!('error' in row)) {
      batch.push(row.transaction);
      taken += 1;
    } else if (onBrokenRow !== undefined) {
      await onBrokenRow(row);
    } else {
      if (batch.length > 0) yield batch;
      const { message } = brokenRowError(dataFile, row);
      throw new UserError(`${message} Correct it, or use --dead-letter-file <path> to set malformed rows aside.`);
    }
    if (taken === maxRecords) break;
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (skipped < skipRecords) {
    const records = skipped === 1 ? '1 record' : `${skipped} records`;
    throw new UserError(`${dataFile} has ${records}, fewer than --skip-records ${skipRecords}; use a smaller number.`);
  }
  if (batch.length > 0) yield batch;
}
