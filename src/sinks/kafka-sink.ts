import type { Kafka, KafkaMessage } from 'kafkajs';
import type { DataFrame } from '../dataframe/data-frame.ts';
import type { RowOf } from '../dataframe/row-types.ts';
import type { DataStreamWriter } from '../streaming/data-stream-writer.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import { KafkaReadError } from './kafka-read-error.ts';
import { KafkaReading, type KafkaReadOptions } from './kafka-reading.ts';
import { rowDecoder } from './row-decoder.ts';
import { keyFields, noKey, type KeyedRow } from './sink-key.ts';
import type { TakenMessage } from './topic-consumer.ts';
import { jsonColumn, requireWireSchema } from './wire-columns.ts';

/** Where the rows go through, and what makes two of them the same. */
export interface KafkaSinkOptions<R extends object> {
  /** The way from here to Kafka: kafkajs, as this program has set it up. */
  readonly kafka: Kafka;
  /** Where Spark reaches Kafka, as `host:port`; several with commas or in a list. */
  readonly servers: string | readonly string[];
  /** The topic, which has to exist unless Kafka creates topics by itself. */
  readonly topic: string;
  /** The columns by which a row replaces an earlier one; they become the message's key. Without them there are no upserts. */
  readonly key?: readonly (keyof R & string)[];
}

/** A row that is new or replaces the one of its key, and its place in the topic. */
export interface Upsert<R> extends KeyedRow<R> {
  /** Whether it was in the topic before this reading began. */
  readonly restored: boolean;
  readonly partition: number;
  readonly offset: bigint;
  /** When Spark handed the row to Kafka. */
  readonly timestamp: Date;
}

/**
 * A streaming query's way through a Kafka topic to this program, with rows as `collect()` gives them.
 *
 * Spark writes at least once: a batch that it does again after a failure writes its rows again. {@link upserts} take that as they
 * come; a loop over {@link rows} may see such a row twice.
 */
export class KafkaSink<out R extends object> {
  /** Names and types of the rows. */
  readonly schema: StructType;
  readonly topic: string;
  readonly #kafka: Kafka;
  readonly #servers: string;
  readonly #frame: DataFrame<object>;
  readonly #key: readonly StructField[] | undefined;
  readonly #decode: (text: string) => unknown;

  /** @internal Comes from {@link kafkaSink}. */
  constructor(frame: DataFrame<object>, schema: StructType, options: KafkaSinkOptions<Row>) {
    requireWireSchema(schema);
    const { kafka, servers, topic, key } = options;
    this.schema = schema;
    this.topic = topic;
    this.#kafka = kafka;
    this.#servers = typeof servers === 'string' ? servers : servers.join(',');
    this.#frame = frame;
    this.#key = key && keyFields(schema, key);
    this.#decode = rowDecoder(schema);
  }

  /** Writes the rows to the topic: set output mode, trigger, checkpoint and name on it, and start it. */
  get writeStream(): DataStreamWriter {
    const value = jsonColumn(this.schema.fields).alias('value');
    const columns = this.#key ? [jsonColumn(this.#key).alias('key'), value] : [value];
    return this.#frame
      .select(...columns)
      .writeStream.format('kafka')
      .options({ 'kafka.bootstrap.servers': this.#servers, topic: this.topic });
  }

  /** The rows, in the order in which each partition of the topic has them. */
  rows(options: KafkaReadOptions = {}): KafkaReading<R> {
    return new KafkaReading(this.#kafka, this.topic, options, (taken) => this.#row(taken));
  }

  /**
   * The rows with their keys, of which the latest one of a key counts: for queries that update their results.
   *
   * @throws IllegalArgumentException when the sink has no key.
   */
  upserts(options: KafkaReadOptions = {}): KafkaReading<Upsert<R>> {
    if (!this.#key) noKey('kafkaSink');
    return new KafkaReading(this.#kafka, this.topic, options, (taken) => {
      const row = this.#row(taken);
      if (row === undefined) return undefined;
      const { partition, message, restored } = taken;
      const key = message.key?.toString() ?? refuse(this.topic, partition, message, new Error('it has no key'));
      const timestamp = new Date(Number(message.timestamp));
      return { key, row, restored, partition, offset: BigInt(message.offset), timestamp };
    });
  }

  /** A message without a value says that a key is gone, which a query never does. */
  #row({ partition, message }: TakenMessage): R | undefined {
    if (message.value === null) return undefined;
    try {
      return this.#decode(message.value.toString()) as R;
    } catch (error) {
      return refuse(this.topic, partition, message, error as Error);
    }
  }
}

/**
 * Prepares the way of a streaming DataFrame's rows through a Kafka topic to this program. Asks the server for their schema, or no
 * server when the schema is given.
 *
 * @example
 * ```ts
 * import { Kafka } from 'kafkajs';
 * import { SparkSession } from 'spark-connect-ts';
 * import { count, window } from 'spark-connect-ts/functions';
 * import { kafkaSink } from 'spark-connect-ts/kafka';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const counts = spark.readStream
 *   .format('rate')
 *   .load()
 *   .groupBy(window('timestamp', '10 seconds').alias('window'))
 *   .agg(count('*').alias('records'));
 * const sink = await kafkaSink(counts, {
 *   kafka: new Kafka({ brokers: ['127.0.0.1:9092'] }),
 *   servers: '127.0.0.1:9092',
 *   topic: 'counts',
 *   key: ['window'],
 * });
 * const query = await sink.writeStream.outputMode('update').option('checkpointLocation', '/tmp/counts').start();
 * for await (const { key, row } of sink.upserts({ until: query })) console.log(key, row['records']);
 * ```
 *
 * @throws IllegalArgumentException when the rows cannot be sent, or have no column of the key.
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
    `Topic ${topic} has a message (partition ${partition}, offset ${offset}) that is no row of this sink: ${cause.message}. Give the sink a topic of its own.`,
    { cause },
  );
}
