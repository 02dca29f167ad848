import { artifactFile, artifactOf, copyOf, type ArtifactKind, type ArtifactSource } from './artifact-names.ts';
import { type ActionOptions, requireTag } from '../client/action-options.ts';
import type { ProgressHandler } from '../client/operation-progress.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import type { Names } from '../dataframe/row-types/column-names.ts';
import { sparkVersion } from '../execution/analyze.ts';
import { localDataRelation, type LocalDataInput, type LocalSchema } from '../execution/local-data.ts';
import { Catalog } from '../dataframe/catalog.ts';
import { DataFrame } from '../dataframe/data-frame.ts';
import { DataFrameReader } from '../dataframe/data-frame-reader.ts';
import { DataStreamReader } from '../dataframe/data-stream-reader.ts';
import type { InferredRow } from '../dataframe/row-types/result-types.ts';
import type { Plain, RowOf } from '../dataframe/row-types/row-types.ts';
import { runSql } from '../execution/run-sql.ts';
import { SessionContext } from '../execution/session-context.ts';
import { UdfRegistration } from './udf-registration.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { emptyRelation, range, type RelationBody } from '../plan/relation.ts';
import { RuntimeConfig } from './runtime-config.ts';
import { sqlArguments, type SqlParameters } from './sql-parameters.ts';
import { SparkSessionBuilder } from './spark-session-builder.ts';
import { streamingContext } from '../streaming/streaming-context.ts';
import type { StreamingQueryManager } from '../streaming/streaming-query-manager.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';

/**
 * A session on a Spark Connect server, and the entry point to Spark.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * console.log(await spark.range(3).collect()); // [{ id: 0n }, { id: 1n }, { id: 2n }]
 * await spark.stop();
 * ```
 */
export class SparkSession {
  /** The session's configuration. */
  readonly conf: RuntimeConfig;
  /**
   * Whether the server still had the requested session, with its views, settings and streaming queries. False for a new
   * session.
   */
  readonly isResumed: boolean;
  readonly #client: SparkConnectClient;
  readonly #context: SessionContext;

  /** @internal Use {@link SparkSession.builder}. */
  constructor(client: SparkConnectClient, isResumed: boolean) {
    this.#client = client;
    this.isResumed = isResumed;
    this.#context = new SessionContext(client);
    this.conf = new RuntimeConfig(this.#context);
  }

  /** Returns a builder that connects to a server and opens a session. */
  static get builder(): SparkSessionBuilder {
    return new SparkSessionBuilder((client, isResumed) => new SparkSession(client, isResumed));
  }

  /** The UUID under which the server knows this session. */
  get sessionId(): string {
    return this.#client.sessionId;
  }

  /** Returns a reader that loads data as a batch DataFrame. */
  get read(): DataFrameReader {
    return new DataFrameReader((body) => this.#dataFrame(body));
  }

  /** Returns a reader that loads data as a streaming DataFrame. */
  get readStream(): DataStreamReader {
    return new DataStreamReader((body) => this.#dataFrame(body));
  }

  /**
   * Creates a DataFrame with one bigint column `id`: the numbers from `start` (default: 0) to `end` (exclusive) by
   * `step`.
   */
  range(end: number | bigint): RangeFrame;
  range(start: number | bigint, end: number | bigint, step?: number | bigint, numPartitions?: number): RangeFrame;
  range(first: number | bigint, end?: number | bigint, step: number | bigint = 1n, numPartitions?: number): RangeFrame {
    const [from, to] = end === undefined ? [0n, first] : [first, end];
    return this.#dataFrame(range(toLong(from), toLong(to), toLong(step), numPartitions));
  }

  /**
   * Creates a DataFrame from local data: objects with one property per column, arrays of values (`schema` has the
   * names), columns by name as arrays or typed arrays, or the bytes of an Arrow IPC stream, which are sent unchanged.
   *
   * Without a schema, a number becomes `double`, a bigint `bigint`, and any other value the type that {@link Row} lists for it. For
   * integer columns, pass bigints, typed arrays or a schema. A missing property is NULL. With a schema, only its columns are
   * used. Rows of a result keep the order of their columns.
   *
   * @throws IllegalArgumentException when a value does not fit the other values or the schema; names its row and
   * column.
   *
   * @example
   * ```ts
   * import { Decimal, SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * const sales = await spark.createDataFrame([
   *   { customer: 'a', amount: Decimal.parse('12.30') },
   *   { customer: 'b', amount: Decimal.parse('7.00') },
   * ]);
   * const points = await spark.createDataFrame({ x: Float64Array.of(1, 2), y: Float64Array.of(3, 4) });
   * const typed = await spark.createDataFrame([[1, 'a']], 'id BIGINT NOT NULL, name STRING');
   * console.log(await sales.count(), await points.count(), await typed.first());
   * await spark.stop();
   * ```
   */
  async createDataFrame<F extends StructField, N extends Names>(
    data: LocalDataInput,
    schema: StructType<F, N>,
    options?: ActionOptions,
  ): Promise<DataFrame<RowOf<F>, N>>;
  async createDataFrame<T extends object>(data: readonly T[]): Promise<DataFrame<InferredRow<T>>>;
  async createDataFrame(data: LocalDataInput, schema?: LocalSchema, options?: ActionOptions): Promise<DataFrame>;
  async createDataFrame(data: LocalDataInput, schema?: LocalSchema, options: ActionOptions = {}): Promise<DataFrame> {
    return this.#dataFrame(await localDataRelation(this.#context, data, schema, options));
  }

  /** Returns a table or view as a DataFrame. The row type parameter is not checked. */
  table<R extends object = Row>(name: string): DataFrame<Plain<R>> {
    return this.read.table<R>(name);
  }

  /** Returns a DataFrame without rows. The schema is a {@link StructType}, or a DDL or JSON string. */
  emptyDataFrame<F extends StructField, N extends Names>(schema: StructType<F, N>): DataFrame<RowOf<F>, N>;
  emptyDataFrame(schema: string): DataFrame;
  emptyDataFrame(schema: StructType | string): DataFrame {
    return this.#dataFrame(emptyRelation(typeof schema === 'string' ? schema : schema.json()));
  }

  /**
   * Runs a SQL statement. A query (`SELECT …`) is lazy: each action on the DataFrame runs it, also over streaming
   * views. Any other statement is a command. It runs once, immediately, and the DataFrame holds its result for any
   * number of actions.
   *
   * The method returns a promise because a command must run exactly once: if it waited for an action, it would never
   * run when its result is not used, and run twice when two actions use it. The command starts even if you do not await
   * the promise.
   *
   * @param args Values for `:name` parameters as an object, or for `?` parameters as an array. They are never parsed as
   * SQL.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * await spark.sql('CREATE OR REPLACE TEMP VIEW numbers AS SELECT * FROM range(10)');
   * const large = await spark.sql('SELECT id FROM numbers WHERE id > :least', { least: 7 });
   * console.log(await large.collect()); // [{ id: 8n }, { id: 9n }]
   * await spark.stop();
   * ```
   *
   * @throws ParseException or AnalysisException when a command is invalid. For a query, its first action throws.
   */
  async sql<R extends object = Row>(
    statement: string,
    args: SqlParameters = {},
    options: ActionOptions = {},
  ): Promise<DataFrame<Plain<R>>> {
    return this.#dataFrame(await runSql(this.#context, statement, sqlArguments(args), options));
  }

  /** Manages the streaming queries of this session and their listeners. */
  get streams(): StreamingQueryManager {
    return streamingContext(this.#context).manager;
  }

  /** Lists databases, tables, functions and columns, and manages cached tables. */
  get catalog(): Catalog {
    return new Catalog(this.#context);
  }

  /** Registers Java classes on the server as SQL functions. */
  get udf(): UdfRegistration {
    return new UdfRegistration(this.#context);
  }

  /** Returns the server's Spark version. Only the first call sends a request. */
  async version(options: ActionOptions = {}): Promise<string> {
    return sparkVersion(this.#context, options);
  }

  // Tags and interruption

  /**
   * Adds a tag to all later actions of this session, so that {@link interruptTag} can interrupt them. To tag a single
   * action, use its `tags` option.
   *
   * @throws IllegalArgumentException when the tag is empty or contains a comma.
   */
  addTag(tag: string): void {
    this.#client.tags.add(requireTag(tag));
  }

  /** Removes a tag from later actions of this session. */
  removeTag(tag: string): void {
    this.#client.tags.delete(requireTag(tag));
  }

  /** Returns the tags of later actions of this session. */
  getTags(): string[] {
    return [...this.#client.tags];
  }

  /** Removes all tags from later actions of this session. */
  clearTags(): void {
    this.#client.tags.clear();
  }

  /**
   * Interrupts all running actions of this session, including those of other processes. Returns their operation ids.
   */
  async interruptAll(options: ActionOptions = {}): Promise<string[]> {
    return this.#client.interrupt('all', options);
  }

  /** Interrupts the running actions with this tag. Returns their operation ids. */
  async interruptTag(tag: string, options: ActionOptions = {}): Promise<string[]> {
    return this.#client.interrupt({ tag }, options);
  }

  /** Interrupts one action. Returns its operation id, or an empty array if it has already ended. */
  async interruptOperation(operationId: string, options: ActionOptions = {}): Promise<string[]> {
    return this.#client.interrupt({ operationId }, options);
  }

  // Progress

  /**
   * Calls a handler with the progress of each later action of this session: its stages, running tasks, operation ID, and
   * whether it is done. Spark 4.0 and later sends the progress. For Spark 3.5, the client polls the monitoring API of
   * the Spark UI twice per second while an action runs, and reports only the end of each action if it cannot reach the
   * UI. Without a handler, there are no requests.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * spark.registerProgressHandler(({ stages, inflightTasks, done }) => console.log(stages, inflightTasks, done));
   * await spark.range(10_000_000).selectExpr('max(hash(id))').collect();
   * await spark.stop();
   * ```
   */
  registerProgressHandler(handler: ProgressHandler): void {
    this.#client.progress.add(handler);
  }

  /** Removes a progress handler. It receives no further calls. */
  removeProgressHandler(handler: ProgressHandler): void {
    this.#client.progress.remove(handler);
  }

  /** Removes all progress handlers of this session. */
  clearProgressHandlers(): void {
    this.#client.progress.clear();
  }

  // Artifacts

  /**
   * Uploads a file for this session: a JAR or a class that functions can use, or a file or archive for the executors.
   * The file is streamed from disk. In the path of an archive, the part after `#` is the folder to unpack it to.
   *
   * @throws SparkConnectError when the session already has a JAR of this name, or when the upload was corrupted.
   */
  async addArtifact(
    artifact: string | ArtifactSource,
    options: ActionOptions & { readonly kind?: ArtifactKind } = {},
  ): Promise<void> {
    await this.addArtifacts([artifact], options);
  }

  /** Uploads several artifacts at once. `kind` applies to all artifacts that are given as paths. */
  async addArtifacts(
    artifacts: readonly (string | ArtifactSource)[],
    { kind, ...options }: ActionOptions & { readonly kind?: ArtifactKind } = {},
  ): Promise<void> {
    const all = artifacts.map((each) => (typeof each === 'string' ? artifactFile(each, kind) : artifactOf(each)));
    if (all.length > 0) await this.#client.addArtifacts(all, options);
  }

  /**
   * Copies a local file to the file system of the server, if the server allows it. If that is the server's local disk,
   * this requires the server setting `spark.sql.artifact.copyFromLocalToFs.allowDestLocal`.
   */
  async copyFromLocalToFs(localPath: string, destination: string, options: ActionOptions = {}): Promise<void> {
    await this.#client.addArtifacts([copyOf(localPath, destination)], options);
  }

  // Session lifecycle

  /** Whether {@link stop} was called or the server has lost the session. A stopped session cannot be used. */
  get isStopped(): boolean {
    return this.#client.isEnded;
  }

  /** Opens another session on the same server, with separate settings, views and artifacts. */
  async newSession(): Promise<SparkSession> {
    return open(this.#client.sibling());
  }

  /**
   * Opens a copy of this session with its current settings, views and artifacts.
   *
   * @throws SparkConnectError when the server is older than Spark 4.1.
   */
  async cloneSession(): Promise<SparkSession> {
    return open(this.#client.sibling(await this.#client.clone()));
  }

  /**
   * Ends this client's running actions and releases all its resources, so that the process can exit. A second call
   * waits for the first. On Spark 4.0 and later, this also ends the session and its streaming queries unless
   * `keepSession` is set. On Spark 3.5, the session and its queries continue for an hour.
   */
  async stop(options: { readonly keepSession?: boolean } = {}): Promise<void> {
    await streamingContext(this.#context).checkpoints.settled();
    await this.#client.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #dataFrame<R extends object, N extends Names>(body: RelationBody): DataFrame<R, N> {
    return new DataFrame<R, N>(this.#context, body);
  }
}

/** The DataFrame that {@link SparkSession.range} returns. */
type RangeFrame = DataFrame<{ id: bigint }, readonly ['id']>;

function toLong(value: number | bigint): bigint {
  if (typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value))
    return BigInt(value);
  throw new IllegalArgumentException(`range() takes 64-bit integers, not ${String(value)}; use a bigint beyond 2^53.`);
}

async function open(client: SparkConnectClient): Promise<SparkSession> {
  try {
    return new SparkSession(client, await client.open({}));
  } catch (error) {
    await client.close();
    throw error;
  }
}
