import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DataFrame } from '../dataframe/data-frame.ts';
import { DataFrameReader } from '../dataframe/data-frame-reader.ts';
import { struct } from '../dataframe/functions/normal.ts';
import { AnalysisException } from '../errors/spark-exceptions.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { readSetting } from '../execution/settings.ts';
import { checkpointRootSetting, joinPath } from '../streaming/checkpoint-plans.ts';
import type { DataStreamWriter } from '../streaming/data-stream-writer.ts';
import { keyFields, noKey, type KeyedRow } from './sink-key.ts';
import type { SinkQuery } from './sink-query.ts';
import { jsonColumn } from './wire-columns.ts';

/** Options for {@link memorySink}. */
export interface MemorySinkOptions<R extends object> {
  /** The name of the query, and of the session's table that holds its rows. */
  readonly name: string;
  /** The columns that identify a row; a later row with the same key replaces it. Required for upserts. */
  readonly key?: readonly (keyof R & string)[];
}

/** Options for reading the rows of a memory sink. */
export interface MemoryReadOptions {
  /** Ends the loop when this query has ended and all its rows are delivered. If the query failed, throws its error. */
  readonly until?: SinkQuery | undefined;
  /** Aborts the loop, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between two polls of the table. Default: 200. */
  readonly pollInterval?: number | undefined;
}

/** Stores all rows of a streaming query in the server's memory until the session ends. Intended for tests. */
export class MemorySink<out R extends object> {
  readonly name: string;
  readonly #frame: DataFrame<object>;
  readonly #checkpointLocation: string | undefined;
  readonly #keyed: DataFrame | undefined;
  readonly #table: DataFrame;

  /** @internal Use {@link memorySink}. */
  constructor(
    frame: DataFrame<object>,
    name: string,
    checkpointLocation: string | undefined,
    keyed?: (table: DataFrame) => DataFrame,
  ) {
    this.name = name;
    this.#checkpointLocation = checkpointLocation;
    this.#frame = frame;
    this.#table = new DataFrameReader((body) => new DataFrame(frame.session, body)).table(name);
    this.#keyed = keyed?.(this.#table);
  }

  /** Returns a writer that stores the rows. Set its output mode and trigger, and start it before you read the rows. */
  get writeStream(): DataStreamWriter {
    const checkpointLocation = this.#checkpointLocation;
    return this.#frame.writeStream.format('memory').queryName(this.name).options({ checkpointLocation });
  }

  /**
   * Reads each row once, in the order of the batches. Use {@link upserts} in complete mode, in which every batch
   * contains all rows again.
   */
  async *rows(options: MemoryReadOptions = {}): AsyncGenerator<R, void, undefined> {
    let rowsRead = 0;
    for await (const table of this.#polls(this.#table, options)) {
      try {
        for await (const row of table.offset(rowsRead).toLocalIterator({ signal: options.signal })) {
          rowsRead++;
          yield row as R;
        }
      } catch (error) {
        throw this.#explain(error);
      }
    }
  }

  /**
   * Reads the latest row of each key whenever it is new or has changed. Of several changes between two polls of the
   * table, only the last is visible.
   *
   * @throws IllegalArgumentException when the sink has no key.
   */
  upserts(options: MemoryReadOptions = {}): AsyncGenerator<KeyedRow<R>, void, undefined> {
    if (!this.#keyed) noKey('memorySink');
    return this.#changes(this.#keyed, options);
  }

  async *#changes(keyed: DataFrame, options: MemoryReadOptions): AsyncGenerator<KeyedRow<R>, void, undefined> {
    const known = new Map<string, unknown>();
    for await (const table of this.#polls(keyed, options)) {
      const rows = await table.collect({ signal: options.signal }).catch((error: unknown) => {
        throw this.#explain(error);
      });
      const latest = new Map(rows.map(({ key, row }) => [String(key), row]));
      for (const [key, row] of latest) {
        if (isDeepStrictEqual(known.get(key), row)) continue;
        known.set(key, row);
        yield { key, row: row as R };
      }
    }
  }

  /** Yields the table at each poll. The last poll is after the end of the query. */
  async *#polls(table: DataFrame, options: MemoryReadOptions): AsyncGenerator<DataFrame, void, undefined> {
    const { until, signal, pollInterval = 200 } = options;
    try {
      for (;;) {
        signal?.throwIfAborted();
        const ended = until !== undefined && !(await until.isActive());
        yield table;
        const error = ended ? await until.exception() : undefined;
        if (error) throw error;
        if (ended) return;
        await sleep(pollInterval, undefined, { signal });
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }

  /** Explains Spark's error about a missing table. */
  #explain(error: unknown): unknown {
    if (!(error instanceof AnalysisException) || error.errorClass !== 'TABLE_OR_VIEW_NOT_FOUND') return error;
    return new IllegalArgumentException(
      `This session has no streaming query named ${this.name}: start the sink's writeStream before you read its rows.`,
      { cause: error },
    );
  }
}

/**
 * Creates a sink with which a test can read the rows of a streaming DataFrame without Kafka.
 *
 * @example
 * ```ts
 * import { memorySink, SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const ticks = spark.readStream.format('rate-micro-batch').option('rowsPerBatch', 10).load();
 * const sink = await memorySink(ticks, { name: 'ticks' });
 * const query = await sink.writeStream.trigger({ availableNow: true }).start();
 * for await (const row of sink.rows({ until: query })) console.log(row['value']);
 * await spark.stop();
 * ```
 *
 * @throws IllegalArgumentException when the rows lack a key column.
 */
export async function memorySink<R extends object>(
  frame: DataFrame<R>,
  { name, key }: MemorySinkOptions<R>,
): Promise<MemorySink<R>> {
  const checkpointLocation = await uniqueCheckpoint(frame);
  if (!key) return new MemorySink(frame, name, checkpointLocation);
  const fields = keyFields(await frame.schema(), key);
  return new MemorySink(frame, name, checkpointLocation, (table) =>
    table.select(jsonColumn(fields).alias('key'), struct('*').alias('row')),
  );
}

/**
 * The rows are lost with the session, so a later query must not resume from this checkpoint. On a server with a default
 * checkpoint folder, a query with the same name would.
 */
async function uniqueCheckpoint({ session }: DataFrame<object>): Promise<string | undefined> {
  const root = await readSetting(session, checkpointRootSetting);
  return root === undefined ? undefined : joinPath(root, `memory-${randomUUID()}`);
}
