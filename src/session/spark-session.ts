import { artifactFile, artifactOf, copyOf, type ArtifactKind, type ArtifactSource } from './artifact-names.ts';
import type { ActionOptions } from '../client/action-options.ts';
import { requireTag } from '../client/action-tags.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { sparkVersion } from '../execution/analyze.ts';
import { localDataRelation, type LocalDataInput, type LocalSchema } from '../execution/local-data.ts';
import { Catalog } from '../dataframe/catalog.ts';
import { DataFrame } from '../dataframe/data-frame.ts';
import { DataFrameReader } from '../dataframe/data-frame-reader.ts';
import { DataStreamReader } from '../dataframe/data-stream-reader.ts';
import type { InferredRow } from '../dataframe/result-types.ts';
import type { Plain, RowOf } from '../dataframe/row-types.ts';
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
 * A session on a Spark Connect server, the start of everything.
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
  readonly conf: RuntimeConfig;
  /**
   * Whether the server had the session that the connection string names by `session_id`, with its views, settings and
   * streaming queries. False for a new one.
   */
  readonly isResumed: boolean;
  readonly #client: SparkConnectClient;
  readonly #context: SessionContext;

  /** @internal Comes from {@link SparkSession.builder}. */
  constructor(client: SparkConnectClient, isResumed: boolean) {
    this.#client = client;
    this.isResumed = isResumed;
    this.#context = new SessionContext(client);
    this.conf = new RuntimeConfig(this.#context);
  }

  static get builder(): SparkSessionBuilder {
    return new SparkSessionBuilder((client, isResumed) => new SparkSession(client, isResumed));
  }

  /** The UUID under which the server knows this session. */
  get sessionId(): string {
    return this.#client.sessionId;
  }

  /** Reads what is there now. */
  get read(): DataFrameReader {
    return new DataFrameReader((body) => this.#dataFrame(body));
  }

  /** Reads what is there and what will come. */
  get readStream(): DataStreamReader {
    return new DataStreamReader((body) => this.#dataFrame(body));
  }

  /** The numbers from 0 to `end`, not included, in a column `id` of bigints; or from `start` to `end` by `step`. */
  range(end: number | bigint): DataFrame;
  range(start: number | bigint, end: number | bigint, step?: number | bigint, numPartitions?: number): DataFrame;
  range(first: number | bigint, end?: number | bigint, step: number | bigint = 1n, numPartitions?: number): DataFrame {
    const [from, to] = end === undefined ? [0n, first] : [first, end];
    return this.#dataFrame(range(whole(from), whole(to), whole(step), numPartitions));
  }

  /**
   * A DataFrame of data that is here: objects with a property for each column, arrays (with `schema` for the names), columns by name
   * as arrays or typed arrays, or the bytes of an Arrow IPC stream, which are passed on as they are.
   *
   * Without a schema a number is `double`, whole or not, a bigint is `bigint`, and what {@link Row} lists becomes the type it comes from. For
   * whole numbers give bigints, typed arrays or a schema. A property that an object lacks is NULL. With a schema, only its columns are taken.
   * Rows of a result keep the order of their columns.
   *
   * @throws IllegalArgumentException naming row and column of a value that does not fit the others, or the schema.
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
  async createDataFrame<F extends StructField>(
    data: LocalDataInput,
    schema: StructType<F>,
    options?: ActionOptions,
  ): Promise<DataFrame<RowOf<F>>>;
  async createDataFrame<T extends object>(data: readonly T[]): Promise<DataFrame<InferredRow<T>>>;
  async createDataFrame(data: LocalDataInput, schema?: LocalSchema, options?: ActionOptions): Promise<DataFrame>;
  async createDataFrame(data: LocalDataInput, schema?: LocalSchema, options: ActionOptions = {}): Promise<DataFrame> {
    return this.#dataFrame(await localDataRelation(this.#context, data, schema, options));
  }

  /** A table or view by name. The type of its rows may be told, and is believed. */
  table<R extends object = Row>(name: string): DataFrame<Plain<R>> {
    return this.read.table<R>(name);
  }

  /** A DataFrame without rows, of a schema as a type, or as DDL or JSON text. */
  emptyDataFrame<F extends StructField>(schema: StructType<F>): DataFrame<RowOf<F>>;
  emptyDataFrame(schema: string): DataFrame;
  emptyDataFrame(schema: StructType | string): DataFrame {
    return this.#dataFrame(emptyRelation(typeof schema === 'string' ? schema : schema.json()));
  }

  /**
   * Runs SQL. A query (`SELECT …`) is only described: each action on the DataFrame runs it, also over streaming views. Anything
   * else runs here, once, and the DataFrame holds what it answered, however many actions follow.
   *
   * It returns a promise, since a command has to start with the call itself: one that waited for an action would never run where
   * the result is of no interest, and twice where two actions read it. A promise that nobody awaits has still begun its command.
   *
   * @param args Values for `:name` parameters as an object, or for `?` as an array; they are values, never SQL.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * await spark.sql('CREATE OR REPLACE TEMP VIEW numbers AS SELECT * FROM range(10)');
   * const large = await spark.sql('SELECT id FROM numbers WHERE id > :least', { least: 7 });
   * console.log(await large.collect()); // [{ id: 8n }, { id: 9n }]
   * ```
   *
   * @throws ParseException or AnalysisException for a command; for a query, its first action does.
   */
  async sql<R extends object = Row>(
    statement: string,
    args: SqlParameters = {},
    options: ActionOptions = {},
  ): Promise<DataFrame<Plain<R>>> {
    return this.#dataFrame(await runSql(this.#context, statement, sqlArguments(args), options));
  }

  /** The streaming queries of this session, and who is told of them. */
  get streams(): StreamingQueryManager {
    return streamingContext(this.#context).manager;
  }

  /** Databases, tables, functions and columns, and which of them are cached. */
  get catalog(): Catalog {
    return new Catalog(this.#context);
  }

  /** Makes Java classes of the server known as functions. */
  get udf(): UdfRegistration {
    return new UdfRegistration(this.#context);
  }

  /** The version of Spark that the server runs; asked for once, since a session stays on its server. */
  async version(options: ActionOptions = {}): Promise<string> {
    return sparkVersion(this.#context, options);
  }

  // Tags and interruption

  /**
   * Marks every action of this session that starts from now on, so that {@link interruptTag} finds it. To mark one action
   * only, whatever else runs beside it, give it its own `tags`.
   *
   * @throws IllegalArgumentException for a tag that is empty or has a comma.
   */
  addTag(tag: string): void {
    this.#client.tags.add(requireTag(tag));
  }

  removeTag(tag: string): void {
    this.#client.tags.delete(requireTag(tag));
  }

  getTags(): string[] {
    return [...this.#client.tags];
  }

  clearTags(): void {
    this.#client.tags.clear();
  }

  /** Ends all actions of this session that are under way, whichever process began them; resolves to their operation ids. */
  async interruptAll(options: ActionOptions = {}): Promise<string[]> {
    return this.#client.interrupt('all', options);
  }

  /** Ends the actions that carry this tag; resolves to their operation ids. */
  async interruptTag(tag: string, options: ActionOptions = {}): Promise<string[]> {
    return this.#client.interrupt({ tag }, options);
  }

  /** Ends one action; resolves to its id, or to nothing when it is over already. */
  async interruptOperation(operationId: string, options: ActionOptions = {}): Promise<string[]> {
    return this.#client.interrupt({ operationId }, options);
  }

  // Artifacts

  /**
   * Uploads a file for this session: a jar or a class, which functions can then use, or a file or archive for the executors.
   * Read from disk as it is sent; of an archive what follows a `#` is the folder it is unpacked to.
   *
   * @throws SparkConnectError for a jar whose name the session has already, and when what arrived was damaged.
   */
  async addArtifact(
    artifact: string | ArtifactSource,
    options: ActionOptions & { readonly kind?: ArtifactKind } = {},
  ): Promise<void> {
    await this.addArtifacts([artifact], options);
  }

  /** Uploads several at once; a `kind` goes for all that are given by their path. */
  async addArtifacts(
    artifacts: readonly (string | ArtifactSource)[],
    { kind, ...options }: ActionOptions & { readonly kind?: ArtifactKind } = {},
  ): Promise<void> {
    const all = artifacts.map((each) => (typeof each === 'string' ? artifactFile(each, kind) : artifactOf(each)));
    if (all.length > 0) await this.#client.addArtifacts(all, options);
  }

  /**
   * Copies a file of this disk to the file system of the server, where a server allows it; to its own disk only with
   * `spark.sql.artifact.copyFromLocalToFs.allowDestLocal`.
   */
  async copyFromLocalToFs(localPath: string, destination: string, options: ActionOptions = {}): Promise<void> {
    await this.#client.addArtifacts([copyOf(localPath, destination)], options);
  }

  // The life of the session

  /** Whether {@link stop} was called, or the server has lost the session: nothing can be done with it any more. */
  get isStopped(): boolean {
    return this.#client.isEnded;
  }

  /** Another session on the same server, with settings, views and artifacts of its own. */
  async newSession(): Promise<SparkSession> {
    return open(this.#client.sibling());
  }

  /**
   * A copy of this session, with its settings, views and artifacts as they are now.
   *
   * @throws SparkConnectError on a server before Spark 4.1, which cannot do that.
   */
  async cloneSession(): Promise<SparkSession> {
    return open(this.#client.sibling(await this.#client.clone()));
  }

  /**
   * Ends what this client has under way and lets go of everything; the process can then exit. A second call waits for the
   * first. Servers from 4.0 on end the session with it, and its streaming queries, unless `keepSession` is set; on 3.5 the
   * session stays for an hour, and so do its queries.
   */
  async stop(options: { readonly keepSession?: boolean } = {}): Promise<void> {
    await streamingContext(this.#context).checkpoints.settled();
    await this.#client.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #dataFrame<R extends object>(body: RelationBody): DataFrame<R> {
    return new DataFrame<R>(this.#context, body);
  }
}

function whole(value: number | bigint): bigint {
  if (typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value))
    return BigInt(value);
  throw new IllegalArgumentException(
    `range() takes whole numbers of 64 bits, not ${String(value)}; use a bigint beyond 2^53.`,
  );
}

async function open(client: SparkConnectClient): Promise<SparkSession> {
  try {
    return new SparkSession(client, await client.open({}));
  } catch (error) {
    await client.close();
    throw error;
  }
}
