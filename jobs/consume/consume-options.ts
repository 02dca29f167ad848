import type { WindowQuerySettings } from './window-query.ts';

/** The options of the consumer: those of its plan, and who to ask. */
export interface ConsumeOptions extends Omit<WindowQuerySettings, 'sparkKafkaServers'> {
  readonly remote: string;
  /** Where this program reaches Kafka. */
  readonly kafkaServers: readonly string[];
  /** Where Spark reaches Kafka, when that is another address and the server does not tell it. */
  readonly sparkKafkaServers?: readonly string[] | undefined;
  readonly verbose: boolean;
}
