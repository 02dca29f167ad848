/** The options of the consumer; durations are in seconds. */
export interface ConsumeOptions {
  readonly remote: string;
  /** Where this program reaches Kafka. */
  readonly kafkaServers: readonly string[];
  /** Where Spark reaches Kafka, when not at the same address. */
  readonly sparkKafkaServers?: readonly string[] | undefined;
  readonly topic: string;
  readonly resultsTopic: string;
  readonly windowDuration: number;
  readonly slideDuration: number;
  readonly watermark: number;
  readonly trigger: number;
  readonly checkpoint?: string | undefined;
  readonly verbose: boolean;
}
