/**
 * The entry point `spark-connect-ts/kafka`: reads the results of streaming queries through Kafka.
 *
 * @packageDocumentation
 */
export { KafkaReadError } from './sinks/kafka-read-error.ts';
export { KafkaReading, type KafkaReadOptions } from './sinks/kafka-reading.ts';
export { kafkaSink, KafkaSink, type KafkaSinkOptions, type Upsert } from './sinks/kafka-sink.ts';
export type { SinkQuery } from './sinks/sink-query.ts';
export type { KeyedRow } from './sinks/sink-key.ts';
