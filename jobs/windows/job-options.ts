import type { BatchOrigin, DataFrame } from '../../src/index.ts';
import { defaultTimeLimits } from '../transactions/classify-messages.ts';
import type { SparkServer } from './spark-server.ts';
import type { WindowQuerySettings } from './window-query.ts';

/** The options of the consumer: the settings of its plan, as in the first generation, and the addresses of the servers. */
export interface JobOptions extends Omit<WindowQuerySettings, 'sparkKafkaServers' | 'generation'>, SparkServer {
  /** Addresses of Kafka for this program. */
  readonly kafkaServers: readonly string[];
  /** Addresses of Kafka for Spark. Default: the setting of the server, or `kafkaServers`. */
  readonly sparkKafkaServers?: readonly string[] | undefined;
  /** The folder of the archive, a path or URI on the server. Default: the job has no archive. */
  readonly archive?: string | undefined;
  /** Seconds between two steps of the archive. Default: {@link jobDefaults}. */
  readonly archiveEvery?: number;
  /** Called with each batch of windows that have changed. See `--for-each-batch`. */
  readonly forEachBatch?: ((windows: DataFrame, batchId: bigint, origin: BatchOrigin) => unknown) | undefined;
  readonly verbose: boolean;
}

/** The defaults of the options that do not depend on others. */
export const jobDefaults = {
  trigger: 0.2,
  maxOffsetsPerTrigger: 100_000,
  archiveEvery: 60,
  ...defaultTimeLimits,
} as const;
