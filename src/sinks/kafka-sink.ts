import type { Kafka, KafkaMessage } from 'kafkajs';
import type { DataFrame } from '../dataframe/data-frame.ts';
import type { RowOf } from '../dataframe/row-types/row-types.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataStreamWriter } from '../streaming/data-stream-writer.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import { KafkaReadError } from './kafka-read-error.ts';
import { KafkaReading, type KafkaReadOptions } from './kafka-reading.ts';
import { wireRowDecoder } from './wire-rows.ts';
import { keyFields, noKey, type KeyedRow } from './sink-key.ts';
import type { ConsumedMessage } from './topic-consumer.ts';
import { jsonColumn, requireWireSchema } from './wire-columns.ts';

/** Options for {@link kafkaSink}. */
export interface KafkaSinkOptions<R extends object> {
  /** The kafkajs client that reads the rows. Omit it only for a sink that is never read, such as one whose plan is printed. */
  readonly kafka?: Kafka | undefined;
  /** The addresses at which Spark reaches Kafka, as `host:port`; separate several with commas, or pass an array. */
  readonly servers: string | readonly string[];
  /**
   * Further options of Spark's Kafka sink, such as `kafka.security.protocol`, which Spark needs to connect to a secured
   * broker. Default: none. The kafkajs client has its own options, `ssl` and `sasl`.
   */
  readonly options?: Readonly<Record<string, string>>;
  /** The topic. It must exist unless Kafka creates topics automatically. */
  readonly topic: string;
  /**
   * The columns that identify a row; a later row with the same key replaces it. They become the message key. Required
   * for upserts.
   */
  readonly key?: readonly (keyof R & string)[];
}

/** A row that is new or replaces the previous row of its key, and its position in the topic. */
export interface Upsert<R> extends KeyedRow<R> {
  /** Whether the row was in the topic before this read started. */
  readonly restored: boolean;
  readonly partition: number;
  readonly offset: bigint;
  /** When Spark sent the row to Kafka. */
  readonly timestamp: Date;
}

/**
 * Delivers the rows of a streaming query to this program through a Kafka topic, with the same values as `collect()`.
 *
 * Spark writes at least once: a batch that is repeated after a failure writes its rows again. Repeated rows do no harm
 * with {@link upserts}, whereas a loop over {@link rows} may see them twice.
 */
export class KafkaSink<out R extends object> {
  /** The schema of the rows. */
  readonly schema: StructType;
  readonly topic: string;
  readonly #kafka: Kafka | undefined;
  readonly #options: Readonly<Record<string, string>>;
  readonly #frame: DataFrame<object>;
  readonly #key: readonly StructField[] | undefined;
  readonly #decode: (text: string) => unknown;

  /** @internal Use {@link kafkaSink}. */
  constructor(frame: DataFrame<object>, schema: StructType, options: KafkaSinkOptions<Row>) {
    requireWireSchema(schema);
    const { kafka, servers, topic, key, options: others = {} } = options;
    this.schema = schema;
    this.topic = topic;
    this.#kafka = kafka;
    const addresses = typeof servers === 'string' ? servers : servers.join(',');
    this.#options = { ...others, 'kafka.bootstrap.servers': addresses, topic };
    this.#frame = frame;
    this.#key = key && keyFields(schema, key);
    this.#decode = wireRowDecoder(schema);
  }

  /**
   * Returns a writer that sends the rows to the topic. Set its output mode, trigger, checkpoint and query name, then
   * start it.
   */
  get writeStream(): DataStreamWriter {
    const value = jsonColumn(this.schema.fields).alias('value');
    const columns = this.#key ? [jsonColumn(this.#key).alias('key'), value] : [value];
    return this.#frame
      .select(...columns)
      .writeStream.format('kafka')
      .options(this.#options);
  }

  /**
   * Reads the rows, in order within each partition of the topic.
   *
   * @throws IllegalArgumentException when the sink has no kafkajs client.
   */
  rows(options: KafkaReadOptions = {}): KafkaReading<R> {
    return new KafkaReading(this.#client, this.topic, options, (consumed) => this.#row(consumed));
  }

  /**
   * Reads the rows with their keys, for queries that update their results: the latest row of a key is the valid one.
   *
   * @throws IllegalArgumentException when the sink has no key or no kafkajs client.
   */
  upserts(options: KafkaReadOptions = {}): KafkaReading<Upsert<R>> {
    if (!this.#key) noKey('kafkaSink');
    return new KafkaReading(this.#client, this.topic, options, (consumed) => {
      const row = this.#row(consumed);
      if (row === undefined) return undefined;
      const { partition, message, restored } = consumed;
      const key = message.key?.toString() ?? refuse(this.topic, partition, message, new Error('it has no key'));
      const timestamp = new Date(Number(message.timestamp));
      return { key, row, restored, partition, offset: BigInt(message.offset), timestamp };
    });
  }

  get #client(): Kafka {
    if (this.#kafka) return this.#kafka;
    throw new IllegalArgumentException(
      'This sink has no way to read its topic: pass a kafkajs client in kafkaSink({ kafka }).',
    );
  }

  /** Returns undefined for a message without a value, which deletes a key. Queries never write one. */
  #row({ partition, message }: ConsumedMessage): R | undefined {
    if (message.value === null) return undefined;
    try {
      return this.#decode(message.value.toString()) as R;
    } catch (error) {
      return refuse(this.topic, partition, message, error as Error);
    }
  }
}

/**
 * Creates a sink that delivers the rows of a streaming DataFrame to this program through a Kafka topic. Requests the
 * schema from the server unless you pass it.
 *
 * @example
 * ```ts
 * import { Kafka, logLevel } from 'kafkajs';
 * import { SparkSession } from 'spark-connect-ts';
 * import { count, window } from 'spark-connect-ts/functions';
 * import { kafkaSink } from 'spark-connect-ts/kafka';
 *
 * const kafka = new Kafka({ brokers: ['127.0.0.1:9092'], logLevel: logLevel.NOTHING });
 * const admin = kafka.admin();
 * await admin.connect();
 * await admin.createTopics({ topics: [{ topic: 'counts' }] });
 * await admin.disconnect();
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const counts = spark.readStream
 *   .format('rate')
 *   .load()
 *   .groupBy(window('timestamp', '10 seconds').alias('window'))
 *   .agg(count('*').alias('records'));
 * const sink = await kafkaSink(counts, { kafka, servers: '127.0.0.1:9092', topic: 'counts', key: ['window'] });
 * const checkpoint = '/tmp/spark-examples/checkpoints/counts';
 * const query = await sink.writeStream.outputMode('update').option('checkpointLocation', checkpoint).start();
 * for await (const { key, row } of sink.upserts({ until: query })) {
 *   console.log(key, row['records']); // {"window":{…}} …n
 *   break;
 * }
 * await query.stop();
 * await spark.stop();
 * ```
 *
 * @throws IllegalArgumentException when the rows have a type that cannot be sent, or lack a key column.
 */
export async function kafkaSink<F extends StructField>(
  frame: DataFrame<object>,
  options: KafkaSinkOptions<RowOf<F>> & { readonly schema: StructType<F> },
): Promise<KafkaSink<RowOf<F>>>;
export async function kafkaSink<R extends object>(
  frame: DataFrame<R>,
  options: KafkaSinkOptions<R>,
): Promise<KafkaSink<R>>;
export async function kafkaSink(
  frame: DataFrame<object>,
  options: KafkaSinkOptions<Row> & { readonly schema?: StructType },
): Promise<KafkaSink<Row>> {
  return new KafkaSink(frame, options.schema ?? (await frame.schema()), options);
}

function refuse(topic: string, partition: number, { offset }: KafkaMessage, cause: Error): never {
  throw new KafkaReadError(
    `Topic ${topic} has a message (partition ${partition}, offset ${offset}) that is not a row of this sink: ${cause.message}. Use a dedicated topic for the sink.`,
    { cause },
  );
}
