import { Window, type DataFrame } from '../../src/index.ts';
import { broadcast, col, collect_list, expr, min, row_number, struct } from '../../src/functions.ts';
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
 * later. No row is missing, and none occurs twice, not even if several generations of the job have written the archive.
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
    transactions: validTransactions(
      later === undefined ? transactions.rows : transactions.rows.unionByName(later, true),
    ),
    windows: validWindows(windows === undefined ? laterWindows : windows.rows.unionByName(laterWindows, true)),
  };
}

/** Drops the transactions that a later generation has read again: those from its first transaction of the partition on. */
function validTransactions(rows: DataFrame): DataFrame {
  const firsts = rows
    .groupBy('partition', 'generation')
    .agg(min('offset').alias('first'))
    .groupBy('partition')
    .agg(collect_list(struct('generation', 'first')).alias('firsts'));
  return rows
    .join(broadcast(firsts), 'partition')
    .filter(expr('NOT exists(firsts, each -> each.generation > generation AND each.first <= offset)'))
    .drop('firsts');
}

/** Keeps the row of a window that counts the most records, and of several the one of the latest generation. */
function validWindows(rows: DataFrame): DataFrame {
  const best = Window.partitionBy('window_start', 'window_end').orderBy(
    col('record_count').desc(),
    col('generation').desc(),
  );
  return rows.withColumn('rank', row_number().over(best)).filter(col('rank').eq(1)).drop('rank');
}
