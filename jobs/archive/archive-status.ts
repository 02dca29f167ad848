import { count, count_distinct, max, min } from '../../src/functions.ts';
import { UserError } from '../../command-line/user-error.ts';
import { backlogOf, sourceOf, type ArchiveJob } from './archive-step.ts';
import {
  ArchiveTable,
  transactionsTable,
  windowsTable,
  type ArchiveMark,
  type TableDefinition,
} from './archive-table.ts';
import { nextBatches, type TransactionsMark } from './next-batches.ts';

/** What a table of an archive has. Days are dates in UTC, null if the table is empty. */
export interface TableStatus {
  readonly table: string;
  readonly rows: number;
  readonly days: number;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly files: number;
  readonly bytes: number;
}

/** What an archive has, and what it lacks. */
export interface ArchiveStatus {
  readonly archive: string;
  readonly tables: readonly TableStatus[];
  /** The last archived batch; null if there is none. */
  readonly batch_id: number | null;
  readonly batches_behind: number;
  readonly records_behind: number;
}

/**
 * Describes an archive.
 *
 * @throws UserError when there is none.
 */
export async function archiveStatus(job: Omit<ArchiveJob, 'kafka'>): Promise<ArchiveStatus> {
  const { spark, archive, generation, settings } = job;
  const transactions = new ArchiveTable<TransactionsMark>(spark, archive, transactionsTable);
  const latest = await transactions.latest(generation);
  if (latest === undefined) throw noArchive(archive);
  const range = await nextBatches(spark, sourceOf(settings), latest.mark);
  const backlog = backlogOf({ archived: latest.mark, last: range?.last });
  return {
    archive,
    tables: [await tableStatus(job, transactionsTable), await tableStatus(job, windowsTable)].flat(),
    batch_id: latest.mark?.batch_id ?? null,
    batches_behind: backlog.batches,
    records_behind: backlog.records,
  };
}

/** Returns the error for a place without an archive. */
export function noArchive(archive: string): UserError {
  return new UserError(
    `There is no archive at ${archive}. Write one with "npm run spark:consume -- --archive ${archive}", or set a different --archive.`,
  );
}

async function tableStatus(
  { spark, archive, generation }: Pick<ArchiveJob, 'spark' | 'archive' | 'generation'>,
  definition: TableDefinition,
): Promise<readonly TableStatus[]> {
  const table = new ArchiveTable<ArchiveMark>(spark, archive, definition);
  if ((await table.latest(generation)) === undefined) return [];
  const { files, bytes } = await table.size();
  const [row] = await table
    .read()
    .agg(
      count('*').alias('rows'),
      count_distinct('day').alias('days'),
      min('day').cast('string').alias('first_day'),
      max('day').cast('string').alias('last_day'),
    )
    .collect();
  return [
    {
      table: definition.name,
      rows: Number(row?.['rows']),
      days: Number(row?.['days']),
      first_day: row?.['first_day'] as string | null,
      last_day: row?.['last_day'] as string | null,
      files,
      bytes,
    },
  ];
}

/** Formats a status as a table and a sentence. */
export function formatStatus({ archive, tables, batch_id, batches_behind, records_behind }: ArchiveStatus): string {
  const header = ['Table', 'Rows', 'Days', 'From', 'To', 'Files', 'kB'];
  const lines = [
    header,
    ...tables.map((each) => [
      each.table,
      String(each.rows),
      String(each.days),
      each.first_day ?? '',
      each.last_day ?? '',
      String(each.files),
      (each.bytes / 1000).toFixed(1),
    ]),
  ];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const complete =
    batches_behind === 0
      ? 'It has everything that the job has finished.'
      : `Not archived yet: ${records_behind} records of the batches after ${batch_id ?? 'none'}.`;
  return `${[`Archive at ${archive}, up to batch ${batch_id ?? 'none'}`, ...text, complete].join('\n')}\n`;
}
