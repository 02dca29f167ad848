import type { DataFrame, Row, SparkSession } from '../../src/index.ts';
import { SparkConnectError } from '../../src/index.ts';
import { querySettings } from '../windows/session-settings.ts';
import { pathBelow } from '../windows/server-path.ts';

/** A table of an archive. */
export interface TableDefinition {
  /** Its folder below that of the archive. */
  readonly name: 'transactions' | 'windows';
  /** The columns that identify a row: the archive never has two rows of one key. */
  readonly key: readonly string[];
}

/** The counted records. A position in the topic occurs once in a generation of the job. */
export const transactionsTable: TableDefinition = {
  name: 'transactions',
  key: ['generation', 'partition', 'offset'],
};

/** The final windows. */
export const windowsTable: TableDefinition = { name: 'windows', key: ['generation', 'window_start'] };

/** What a commit of the archive says about itself: up to where the table is complete, for a generation of the job. */
export interface ArchiveMark {
  readonly generation: number;
}

/** A version of a table, and the mark of the last commit that has one; undefined if none has. */
export interface TableVersion<Mark extends ArchiveMark> {
  readonly version: number;
  readonly mark: Mark | undefined;
}

/** The settings of a session that reads an archive. */
export const archiveReaderSettings = {
  ...querySettings,
  // By default, Delta computes the state of a table in 50 tasks, and lists its files in thousands.
  'spark.databricks.delta.snapshotPartitions': 2,
  'spark.sql.sources.parallelPartitionDiscovery.parallelism': 8,
} as const;

/** The settings of a session that writes an archive. */
export const archiveSettings = {
  ...archiveReaderSettings,
  // Compiling the code of a step takes longer than interpreting it for the records of a minute: see docs/archive.md.
  'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
  // A field that the schema gains becomes a column.
  'spark.databricks.delta.schema.autoMerge.enabled': true,
} as const;

/** The setting that Delta copies to each commit. */
const commitText = 'spark.databricks.delta.commitInfo.userMetadata';
/** Commits without a mark, such as those of other programs, that are skipped before the whole history is read. */
const recentCommits = 20;

/**
 * A Delta table in the folder of an archive, partitioned by `day`. Each commit has a mark, which Delta stores with the rows: both exist,
 * or neither.
 */
export class ArchiveTable<Mark extends ArchiveMark> {
  readonly #spark: SparkSession;
  readonly #definition: TableDefinition;
  /** The folder of the table, which may be a URI. */
  readonly path: string;

  constructor(spark: SparkSession, archive: string, definition: TableDefinition) {
    this.#spark = spark;
    this.#definition = definition;
    this.path = pathBelow(archive, definition.name);
  }

  /** The table as SQL names it. */
  get sqlName(): string {
    return `delta.\`${this.path.replaceAll('`', '``')}\``;
  }

  /** Returns the latest version, and the last mark of a generation; undefined if the table does not exist. */
  async latest(generation: number): Promise<TableVersion<Mark> | undefined> {
    const commits = await this.#commits(recentCommits);
    const version = commits?.[0]?.['version'];
    if (commits === undefined || version === undefined) return undefined;
    const mark =
      markIn<Mark>(commits, generation) ??
      (Number(version) < recentCommits ? undefined : markIn<Mark>((await this.#commits()) ?? [], generation));
    return { version: Number(version), mark };
  }

  /** Returns the rows of a version. Default: the latest version when the frame is used. */
  read(version?: number): DataFrame {
    const reader = this.#spark.read.format('delta');
    return (version === undefined ? reader : reader.option('versionAsOf', version)).load(this.path);
  }

  /** Creates the table, with the columns of `rows` but not the rows, if it does not exist. */
  async create(rows: DataFrame): Promise<void> {
    await rows
      .limit(0)
      .write.format('delta')
      .mode('ignore')
      .partitionBy('day')
      // Two writers never commit side by side what each has decided without the other.
      .option('delta.isolationLevel', 'Serializable')
      .save(this.path);
  }

  /**
   * Adds the rows whose key the table does not have, and the mark, in one commit. Fails if another writer commits meanwhile. The number
   * `order` increases from mark to mark.
   *
   * @param newest a condition on the rows of the table `archived`, which holds for each row that `rows` may repeat. It spares Delta from
   * reading the others.
   */
  async add(
    rows: DataFrame,
    { mark, order, newest }: { readonly mark: Mark; readonly order: number; readonly newest: string },
  ): Promise<number> {
    const spark = this.#spark;
    const view = `new_${this.#definition.name}`;
    const sameKey = this.#definition.key.map((name) => `archived.${name} = added.${name}`).join(' AND ');
    await rows.createOrReplaceTempView(view);
    try {
      await spark.conf.set(commitText, JSON.stringify(mark));
      const merged = await spark.sql(
        `MERGE INTO ${this.sqlName} AS archived USING ${view} AS added ON ${sameKey} AND ${newest} WHEN NOT MATCHED THEN INSERT *`,
      );
      const [result] = await merged.collect();
      const added = Number(result?.['num_inserted_rows'] ?? 0);
      if (added === 0) await this.#addMark(rows, mark, order);
      return added;
    } finally {
      await spark.conf.unset(commitText).catch(() => {});
      await spark.catalog.dropTempView(view).catch(() => {});
    }
  }

  /** Commits a mark without rows, which Delta would drop if it had no transaction number. */
  async #addMark(rows: DataFrame, mark: Mark, order: number): Promise<void> {
    await rows
      .limit(0)
      .write.format('delta')
      .mode('append')
      .options({ txnAppId: `archive-${mark.generation}`, txnVersion: order, userMetadata: JSON.stringify(mark) })
      .save(this.path);
  }

  /** Merges the small files of each day. Running readers keep the files that they have begun to read. */
  async optimize(): Promise<{ readonly removed: number; readonly added: number }> {
    return this.#withLastText(async () => {
      const optimized = await this.#spark.sql(`OPTIMIZE ${this.sqlName}`);
      const [row] = await optimized.select('metrics.numFilesAdded', 'metrics.numFilesRemoved').collect();
      return { removed: Number(row?.['numFilesRemoved'] ?? 0), added: Number(row?.['numFilesAdded'] ?? 0) };
    });
  }

  /** Deletes the files that no version of the last `hours` hours has. */
  async vacuum(hours: number): Promise<void> {
    // Delta refuses less than a week, to protect readers from a default. Here, somebody has asked for it.
    await this.#spark.conf.set('spark.databricks.delta.retentionDurationCheck.enabled', false);
    await this.#withLastText(async () =>
      (await this.#spark.sql(`VACUUM ${this.sqlName} RETAIN ${hours} HOURS`)).collect(),
    );
  }

  /** Repeats the last mark in the commits of `work`, so that a mark is always among the latest commits. */
  async #withLastText<Result>(work: () => Promise<Result>): Promise<Result> {
    const text = (await this.#commits(recentCommits))?.map(textOf).find((each) => each !== undefined);
    if (text === undefined) return work();
    await this.#spark.conf.set(commitText, text);
    try {
      return await work();
    } finally {
      await this.#spark.conf.unset(commitText).catch(() => {});
    }
  }

  /** Returns the number of files and their size. */
  async size(): Promise<{ readonly files: number; readonly bytes: number }> {
    const [row] = await (await this.#spark.sql(`DESCRIBE DETAIL ${this.sqlName}`)).collect();
    return { files: Number(row?.['numFiles'] ?? 0), bytes: Number(row?.['sizeInBytes'] ?? 0) };
  }

  /** Returns the commits, the latest first; undefined if the table does not exist. */
  async #commits(limit?: number): Promise<readonly Row[] | undefined> {
    try {
      const history = await this.#spark.sql(
        `DESCRIBE HISTORY ${this.sqlName}${limit === undefined ? '' : ` LIMIT ${limit}`}`,
      );
      return await history.select('version', 'userMetadata').collect();
    } catch (error) {
      if (error instanceof SparkConnectError && noTable.test(error.errorClass ?? '')) return undefined;
      throw error;
    }
  }
}

/** Matches the error classes for a folder that does not exist or has no table. */
const noTable =
  /^(DELTA_TABLE_ONLY_OPERATION|DELTA_MISSING_DELTA_TABLE|DELTA_PATH_DOES_NOT_EXIST|DELTA_TABLE_NOT_FOUND)/;

function markIn<Mark extends ArchiveMark>(commits: readonly Row[], generation: number): Mark | undefined {
  const marks = commits.map((commit) => parseMark<Mark>(textOf(commit)));
  return marks.find((mark) => mark?.generation === generation);
}

function textOf(commit: Row): string | undefined {
  return (commit['userMetadata'] as string | null) ?? undefined;
}

/** Returns undefined for a text of another program. */
function parseMark<Mark extends ArchiveMark>(text: string | undefined): Mark | undefined {
  try {
    const mark = text === undefined ? undefined : (JSON.parse(text) as Partial<Mark> | null);
    return typeof mark?.generation === 'number' ? (mark as Mark) : undefined;
  } catch {
    return undefined;
  }
}
