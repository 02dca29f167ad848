import type { ClusterName } from './cluster-options.ts';

/** The options of the jobs that run on a cluster. */
export interface SubmitOptions extends ClusterName {
  /** The bucket of the cluster. */
  readonly bucket: string;
  /** The data file of the producer: a local path or a `gs://` URI. */
  readonly dataFile: string;
  readonly maxRecords: number;
  readonly batchSize: number;
  readonly sleepSeconds: number;
  /** Seconds after which the consumer ends. Default: it runs until it is canceled. */
  readonly runSeconds?: number;
  readonly only?: 'producer' | 'consumer';
  /** Whether to return as soon as the jobs are submitted. */
  readonly detach: boolean;
}

/** The defaults of {@link SubmitOptions}. */
export const submitDefaults = {
  dataFile: 'data/customer_transactions_1200.csv',
  maxRecords: 1000,
  batchSize: 10,
  sleepSeconds: 10,
} as const;
