import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DataFrame } from '../dataframe/data-frame.ts';
import { DataFrameReader } from '../dataframe/data-frame-reader.ts';
import { struct } from '../dataframe/functions/normal.ts';
import { AnalysisException } from '../errors/analysis-exception.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { readSetting } from '../execution/settings.ts';
import { checkpointRootSetting, pathBelow } from '../streaming/checkpoint-plans.ts';
import type { DataStreamWriter } from '../streaming/data-stream-writer.ts';
import { keyFields, noKey, type KeyedRow } from './sink-key.ts';
import type { SinkQuery } from './sink-query.ts';
import { jsonColumn } from './wire-columns.ts';

/** Where the rows are kept, and what makes two of them the same. */
export interface MemorySinkOptions<R extends object> {
  /** The name of the query and of the table in this session that has its rows. */
  readonly name: string;
  /** The columns by which a row replaces an earlier one; without them there are no upserts. */
  readonly key?: readonly (keyof R & string)[];
}

/** How to read the rows of a memory sink. */
export interface MemoryReadOptions {
  /** Ends the loop when this query has ended and all its rows are handed over; rejects with its error when it failed. */
  readonly until?: SinkQuery | undefined;
  /** Ends the loop, which rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between two looks into the table; 200 unless set. */
  readonly pollInterval?: number | undefined;
}

/** A streaming query whose rows stay in the server's memory, all of them and as long as the session: for tests. */
export class MemorySink<out R extends object> {
  readonly name: string;
  readonly #frame: DataFrame<object>;
  readonly #checkpointLocation: string | undefined;
  readonly #keyed: DataFrame | undefined;
  readonly #table: DataFrame;

  /** @internal Comes from {@link memorySink}. */
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

  /** Keeps the rows in the server's memory: set output mode and trigger on it, and start it before you read. */
  get writeStream(): DataStreamWriter {
    const checkpointLocation = this.#checkpointLocation;
    return this.#frame.writeStream.format('memory').queryName(this.name).options({ checkpointLocation });
  }

  /** The rows in the order of their batches, each once. In complete mode each batch has all rows anew: then take {@link upserts}. */
  async *rows(options: MemoryReadOptions = {}): AsyncGenerator<R, void, undefined> {
    let taken = 0;
    for await (const table of this.#looks(this.#table, options)) {
      try {
        for await (const row of table.offset(taken).toLocalIterator({ signal: options.signal })) {
          taken++;
          yield row as R;
        }
      } catch (error) {
        throw this.#explain(error);
      }
    }
  }

  /**
   * The latest row of each key when it is new or has changed. What happens between two looks into the table is seen once.
   *
   * @throws IllegalArgumentException when the sink has no key.
   */
  upserts(options: MemoryReadOptions = {}): AsyncGenerator<KeyedRow<R>, void, undefined> {
    if (!this.#keyed) noKey('memorySink');
    return this.#changes(this.#keyed, options);
  }

  async *#changes(keyed: DataFrame, options: MemoryReadOptions): AsyncGenerator<KeyedRow<R>, void, undefined> {
    const known = new Map<string, unknown>();
    for await (const table of this.#looks(keyed, options)) {
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

  /** The table each time to look into it; the last time is after the query's end. */
  async *#looks(table: DataFrame, options: MemoryReadOptions): AsyncGenerator<DataFrame, void, undefined> {
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

  /** Spark knows only that a table is missing. */
  #explain(error: unknown): unknown {
    if (!(error instanceof AnalysisException) || error.errorClass !== 'TABLE_OR_VIEW_NOT_FOUND') return error;
    return new IllegalArgumentException(
      `There is no streaming query named ${this.name} in this session: start the writeStream of the sink before you read its rows.`,
      { cause: error },
    );
  }
}

/**
 * Prepares a streaming DataFrame for a test that looks at its rows, without Kafka.
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
 * @throws IllegalArgumentException when the rows have no column of the key.
 */
export async function memorySink<R extends object>(
  frame: DataFrame<R>,
  { name, key }: MemorySinkOptions<R>,
): Promise<MemorySink<R>> {
  const checkpointLocation = await checkpointOfItsOwn(frame);
  if (!key) return new MemorySink(frame, name, checkpointLocation);
  const fields = keyFields(await frame.schema(), key);
  return new MemorySink(frame, name, checkpointLocation, (table) =>
    table.select(jsonColumn(fields).alias('key'), struct('*').alias('row')),
  );
}

/** The rows go with the session, so no later query may go on from here; on a server with a place for checkpoints it would by its name. */
async function checkpointOfItsOwn({ session }: DataFrame<object>): Promise<string | undefined> {
  const root = await readSetting(session, checkpointRootSetting);
  return root === undefined ? undefined : pathBelow(root, `memory-${randomUUID()}`);
}
