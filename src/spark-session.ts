import { platform } from 'node:os';
import { parseConnectionString } from './client/connection-string.ts';
import { SparkConnectClient } from './client/spark-connect-client.ts';
import { createGrpcTransport, createOfflineTransport } from './client/transport.ts';
import type { ActionOptions } from './client/action-options.ts';
import { Catalog } from './dataframe/catalog.ts';
import { DataFrame } from './dataframe/data-frame.ts';
import { DataFrameReader } from './dataframe/data-frame-reader.ts';
import type { Plain, RowOf } from './dataframe/row-types.ts';
import { runSql, type SqlParameters } from './dataframe/run-sql.ts';
import { SessionContext } from './dataframe/session-context.ts';
import { UdfRegistration } from './dataframe/udf-registration.ts';
import { IllegalArgumentException } from './errors/illegal-argument-exception.ts';
import { emptyRelation, range, type RelationBody } from './plan/relation.ts';
import { RuntimeConfig } from './runtime-config.ts';
import type { Row } from './types/row.ts';
import type { StructField, StructType } from './types/struct-type.ts';

const defaultConnectTimeout = 10_000;

/** Where and how to connect. A value: each method returns a new builder. */
export class SparkSessionBuilder {
  readonly #url: string | undefined;
  readonly #configs: Readonly<Record<string, string>>;
  readonly #timeout: number;

  /** @internal Comes from `SparkSession.builder`. */
  constructor(url?: string, configs: Readonly<Record<string, string>> = {}, timeout = defaultConnectTimeout) {
    this.#url = url;
    this.#configs = configs;
    this.#timeout = timeout;
  }

  /** The server: `sc://host[:port][/;name=value;…]`. Without it, the environment variable SPARK_REMOTE. */
  remote(url: string): SparkSessionBuilder {
    return new SparkSessionBuilder(url, this.#configs, this.#timeout);
  }

  /** A setting for the new session, such as `spark.sql.session.timeZone`. */
  config(key: string, value: string | number | boolean): SparkSessionBuilder {
    return new SparkSessionBuilder(this.#url, { ...this.#configs, [key]: String(value) }, this.#timeout);
  }

  /** How many milliseconds the server has to answer the first call; ten seconds unless set. */
  connectTimeout(milliseconds: number): SparkSessionBuilder {
    return new SparkSessionBuilder(this.#url, this.#configs, milliseconds);
  }

  /**
   * Connects and opens a session of its own.
   *
   * @throws ConnectionError naming the address when nobody answers there.
   * @throws IllegalArgumentException when the connection string is wrong or missing.
   */
  async getOrCreate(): Promise<SparkSession> {
    const url = this.#url ?? process.env['SPARK_REMOTE'];
    if (url === undefined) {
      throw new IllegalArgumentException('No server to connect to: call remote("sc://…") or set SPARK_REMOTE.');
    }
    const connection = parseConnectionString(url);
    const clientType = userAgent(connection.userAgent);
    const client = new SparkConnectClient({
      connection,
      clientType,
      transport: createGrpcTransport(connection, clientType),
    });
    const session = new SparkSession(client);
    try {
      await client.connect(this.#timeout);
      for (const [key, value] of Object.entries(this.#configs)) await session.conf.set(key, value);
    } catch (error) {
      await session.stop();
      throw error;
    }
    return session;
  }

  /** A session without a server, to build plans and look at them; every action rejects. */
  offline(): SparkSession {
    const connection = parseConnectionString('sc://offline');
    return new SparkSession(
      new SparkConnectClient({ connection, clientType: userAgent(undefined), transport: createOfflineTransport() }),
    );
  }
}

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
  readonly #client: SparkConnectClient;
  readonly #context: SessionContext;

  /** @internal Comes from {@link SparkSession.builder}. */
  constructor(client: SparkConnectClient) {
    this.#client = client;
    this.#context = new SessionContext(client);
    this.conf = new RuntimeConfig(client);
  }

  static get builder(): SparkSessionBuilder {
    return new SparkSessionBuilder();
  }

  /** The UUID under which the server knows this session. */
  get sessionId(): string {
    return this.#client.sessionId;
  }

  /** Reads what is there now. */
  get read(): DataFrameReader {
    return new DataFrameReader((body) => this.#dataFrame(body), false);
  }

  /** Reads what is there and what will come. */
  get readStream(): DataFrameReader {
    return new DataFrameReader((body) => this.#dataFrame(body), true);
  }

  /** The numbers from 0 to `end`, not included, in a column `id` of bigints; or from `start` to `end` by `step`. */
  range(end: number | bigint): DataFrame;
  range(start: number | bigint, end: number | bigint, step?: number | bigint, numPartitions?: number): DataFrame;
  range(first: number | bigint, end?: number | bigint, step: number | bigint = 1n, numPartitions?: number): DataFrame {
    const [from, to] = end === undefined ? [0n, first] : [first, end];
    return this.#dataFrame(range(whole(from), whole(to), whole(step), numPartitions));
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
    return this.#dataFrame(await runSql(this.#context, statement, args, options));
  }

  /** Databases, tables, functions and columns, and which of them are cached. */
  get catalog(): Catalog {
    return new Catalog(this.#context);
  }

  /** Makes Java classes of the server known as functions. */
  get udf(): UdfRegistration {
    return new UdfRegistration(this.#context);
  }

  /** The version of Spark that the server runs. */
  async version(): Promise<string> {
    const result = await this.#client.analyze({ case: 'sparkVersion', value: {} });
    return result.case === 'sparkVersion' ? result.value.version : '';
  }

  /** Ends the client's side: streaming queries go on in the server. A second call does nothing. */
  async stop(): Promise<void> {
    await this.#client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #dataFrame<R extends object>(body: RelationBody): DataFrame<R> {
    return new DataFrame<R>(this.#context, body);
  }
}

function whole(value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new IllegalArgumentException(`range() takes whole numbers, not ${value}; use a bigint beyond 2^53.`);
  }
  return BigInt(value);
}

/** Told to the server for its log. */
function userAgent(given: string | undefined): string {
  const name = given ?? process.env['SPARK_CONNECT_USER_AGENT'] ?? '_SPARK_CONNECT_TS';
  return `${name} spark/3.5 os/${platform()} node/${process.versions.node}`;
}
