import type { KafkaConfig, SparkKafkaConfig, SparkKafkaOptions } from './kafka-config.ts';

export type { SparkKafkaOptions };

/** How Spark reaches Kafka. */
export interface SparkKafkaSettings {
  /** Addresses of Kafka for Spark. */
  readonly sparkKafkaServers: readonly string[];
  /** How this program connects to Kafka, and Spark unless `sparkKafkaConfig` is set. Default: without TLS and authentication. */
  readonly kafkaConfig?: KafkaConfig | undefined;
  /** How Spark connects to Kafka. */
  readonly sparkKafkaConfig?: SparkKafkaConfig | undefined;
}

/** Returns the options of Spark's Kafka source and sink that say how to reach Kafka. */
export function sparkKafkaOptions(settings: SparkKafkaSettings): SparkKafkaOptions {
  const { sparkKafkaServers, kafkaConfig, sparkKafkaConfig = kafkaConfig?.spark } = settings;
  return { 'kafka.bootstrap.servers': sparkKafkaServers.join(','), ...sparkKafkaConfig?.options };
}
