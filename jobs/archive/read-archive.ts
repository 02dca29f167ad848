import type { DataFrame } from '../../src/index.ts';
import type { ArchiveJob } from './archive-step.ts';
import {
  ArchiveTable,
  transactionsTable,
  windowsTable,
  type ArchiveMark,
  type TableDefinition,
} from './archive-table.ts';
import type { TransactionsMark } from './next-batches.ts';
import type { WindowsMark } from './window-rows.ts';

/** The rows of a table of an archive, and up to where they are complete. They do not change when the archive grows. */
export interface ArchivedRows<Mark extends ArchiveMark> {
  readonly rows: DataFrame;
  readonly mark: Mark | undefined;
}

/** An archive at a point in time. A table that does not exist yet is undefined. */
export interface ArchiveSnapshot {
  readonly transactions: ArchivedRows<TransactionsMark> | undefined;
  readonly windows: ArchivedRows<WindowsMark> | undefined;
}

/** Returns what an archive has now. */
export async function readArchive(job: Pick<ArchiveJob, 'spark' | 'archive' | 'generation'>): Promise<ArchiveSnapshot> {
  return {
    transactions: await readTable<TransactionsMark>(job, transactionsTable),
    windows: await readTable<WindowsMark>(job, windowsTable),
  };
}

async function readTable<Mark extends ArchiveMark>(
  { spark, archive, generation }: Pick<ArchiveJob, 'spark' | 'archive' | 'generation'>,
  definition: TableDefinition,
): Promise<ArchivedRows<Mark> | undefined> {
  const table = new ArchiveTable<Mark>(spark, archive, definition);
  const latest = await table.latest(generation);
  return latest && { rows: table.read(latest.version), mark: latest.mark };
}
