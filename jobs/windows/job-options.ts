import { defaultTimeLimits } from '../transactions/classify-messages.ts';
import type { WindowQuerySettings } from './window-query.ts';

/** The options of the consumer: the settings of its plan, and the addresses of the servers. */
export interface JobOptions extends Omit<WindowQuerySettings, 'sparkKafkaServers'> {
  readonly remote: string;
  /** Addresses of Kafka for this program. */
  readonly kafkaServers: readonly string[];
  /** Addresses of Kafka for Spark. Default: the setting of the server, or `kafkaServers`. */
  readonly sparkKafkaServers?: readonly string[] | undefined;
  readonly verbose: boolean;
}

/** The defaults of the options that do not depend on others. */
export const jobDefaults = { trigger: 0.2, maxOffsetsPerTrigger: 100_000, ...defaultTimeLimits } as const;
