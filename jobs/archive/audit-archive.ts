import type { Column, DataFrame, SparkSession } from '../../src/index.ts';
import { coalesce, col, count, equal_null, lit, when } from '../../src/functions.ts';
import { differencesOf } from '../fates/compare-windows.ts';
import { transactionFields } from '../transactions/classify-messages.ts';
import { windowRow, type SinkRow, type WindowRow } from '../windows/window-row.ts';
import { transactionsTable } from './archive-table.ts';
import { readArchive } from './read-archive.ts';

/** How much of an archive was compared. */
export interface ArchiveAccount {
  /** The last archived batch; null if there is none. */
  readonly batch_id: number | null;
  /** The transactions that the archive and the topic should both have. */
  readonly transactions: number;
  /** The windows that the archive and the topic should both have. */
  readonly windows: number;
}

/** What the archive is compared with: the records of the topic with their fates, and the windows that follow from them. */
export interface ArchiveAudit {
  readonly spark: SparkSession;
  readonly archive: string;
  readonly generation: number;
  readonly records: DataFrame;
  readonly windows: readonly WindowRow[];
}

/** Compares an archive with what the topic still has. Returns a sentence for each thing that differs. */
export async function auditArchive(
  audit: ArchiveAudit,
): Promise<{ readonly account: ArchiveAccount; readonly problems: readonly string[] }> {
  const { archive, windows } = audit;
  const snapshot = await readArchive(audit);
  const { transactions } = snapshot;
  if (transactions?.mark === undefined) {
    return {
      account: { batch_id: null, transactions: 0, windows: 0 },
      problems: [`There is no archive at ${archive}.`],
    };
  }
  const { batch_id } = transactions.mark;
  const compared = await compareTransactions(audit, transactions.rows, batch_id);
  const finalUntil = snapshot.windows?.mark?.final_until ?? 0;
  const final = windows.filter(({ window_end }) => Date.parse(window_end) <= finalUntil);
  const starts = new Set(windows.map(({ window_start }) => window_start));
  const archivedWindows = ((await snapshot.windows?.rows.filter(col('generation').eq(audit.generation)).collect()) ??
    []) as unknown as readonly SinkRow[];
  // The topic no longer has the records of the others.
  const found = archivedWindows.map(windowRow).filter(({ window_start }) => starts.has(window_start));
  return {
    account: { batch_id, transactions: compared.transactions, windows: final.length },
    problems: [...compared.problems, ...differencesOf(final, found).map((sentence) => `In the archive: ${sentence}`)],
  };
}

async function compareTransactions(
  { records, generation }: ArchiveAudit,
  rows: DataFrame,
  batchId: number,
): Promise<{ readonly transactions: number; readonly problems: readonly string[] }> {
  const archived = rows.filter(col('generation').eq(generation));
  const side = (frame: DataFrame, name: string): DataFrame =>
    frame.select(
      'partition',
      'offset',
      ...['batch_id', ...transactionFields].map((field) => col(field).alias(`${name}_${field}`)),
      lit(true).alias(name),
    );
  const counted = records.filter(col('fate').eq('counted').and(col('batch_id').leq(batchId)));
  // The topic no longer has the records before these.
  const lows = records.groupBy('partition').agg({ offset: 'min' }).withColumnRenamed('min(offset)', 'low');
  const isSame = ['batch_id', ...transactionFields].reduce<Column<boolean | null>>(
    (all, field) => all.and(equal_null(`topic_${field}`, `archive_${field}`)),
    lit(true),
  );
  const both = col('topic').isNotNull().and(col('archive').isNotNull());
  const [row] = await side(counted, 'topic')
    .join(side(archived, 'archive'), ['partition', 'offset'], 'full')
    .join(lows, 'partition', 'left')
    .filter(
      col('topic')
        .isNotNull()
        .or(col('offset').geq(coalesce('low', lit(2n ** 63n - 1n)))),
    )
    .agg(
      count('topic').alias('transactions'),
      count(when(col('archive').isNull(), 1)).alias('missing'),
      count(when(col('topic').isNull(), 1)).alias('unexpected'),
      count(when(both.and(isSame.not()), 1)).alias('different'),
    )
    .collect();
  const [repeated] = await archived
    .groupBy(...transactionsTable.key)
    .count()
    .filter(col('count').gt(1))
    .agg(count('*').alias('positions'))
    .collect();
  const number = (name: string): number => Number(row?.[name] ?? 0);
  const problems = [
    [number('missing'), 'counted records are not in the archive'],
    [number('unexpected'), 'records are in the archive, but were not counted'],
    [number('different'), 'transactions of the archive differ from their records'],
    [Number(repeated?.['positions'] ?? 0), 'records are in the archive more than once'],
  ] as const;
  return {
    transactions: number('transactions'),
    problems: problems.filter(([records]) => records > 0).map(([records, what]) => `${records} ${what}.`),
  };
}
