import type { DataFrame } from '../../src/index.ts';
import { noArchive } from './archive-status.ts';
import { sourceOf, transactionsIn, type ArchiveJob } from './archive-step.ts';
import { nextBatches } from './next-batches.ts';
import { readArchive } from './read-archive.ts';
import { windowRows } from './window-rows.ts';

/** The transactions and windows of a job, in the columns of its archive. */
export interface ArchiveViews {
  readonly transactions: DataFrame;
  readonly windows: DataFrame;
}

/**
 * Returns what an archive has and, from the topics, what is not archived yet: the transactions of later batches, and windows that end
 * later. No row is missing, and none occurs twice.
 *
 * @throws UserError when there is no archive.
 */
export async function archiveViews(job: ArchiveJob): Promise<ArchiveViews> {
  const { spark, settings, archive, generation } = job;
  const snapshot = await readArchive(job);
  const { transactions, windows } = snapshot;
  if (transactions === undefined) throw noArchive(archive);
  const source = sourceOf(settings);
  const range = await nextBatches(spark, source, transactions.mark);
  const later = range && (await transactionsIn(job, range, transactions.rows)).rows;
  const laterWindows = windowRows(spark, {
    ...source,
    generation,
    after: windows?.mark?.final_until,
    maxAhead: range?.settings.maxAhead,
    windowDuration: settings.windowDuration,
  });
  return {
    transactions: later === undefined ? transactions.rows : transactions.rows.unionByName(later, true),
    windows: windows === undefined ? laterWindows : windows.rows.unionByName(laterWindows, true),
  };
}
