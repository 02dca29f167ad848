import type { PageSnapshot } from './page-snapshot.ts';

/** A value and its labels. Null is left out: it is not known. */
export type Sample = readonly [value: number | null, labels?: Readonly<Record<string, string | number>>];

/** A metric and how to read its samples from a snapshot. */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly labels?: readonly string[];
  readonly samples: (snapshot: PageSnapshot) => readonly Sample[];
}

const seconds = (milliseconds: number | null): number | null => (milliseconds === null ? null : milliseconds / 1000);
const timestamp = (iso: string | null | undefined): number | null => (iso ? Date.parse(iso) / 1000 : null);
const flag = (value: boolean): number => (value ? 1 : 0);

/** One sample for each possible state, 1 for the current one. */
function states<State extends string>(label: string, possible: readonly State[], current: State): readonly Sample[] {
  return possible.map((state) => [flag(state === current), { [label]: state.replaceAll(' ', '_') }]);
}

/** The metrics of the job. All names begin with `transactions_`. */
export const metricDefinitions: readonly MetricDefinition[] = [
  {
    name: 'transactions_query_info',
    help: 'The query and the versions; always 1.',
    type: 'gauge',
    labels: ['query', 'generation', 'run_id', 'spark_version', 'topic'],
    samples: ({ query }) => [
      [
        1,
        {
          query: query.name,
          generation: query.generation,
          run_id: query.runId ?? '',
          spark_version: query.sparkVersion ?? '',
          topic: query.topic,
        },
      ],
    ],
  },
  {
    name: 'transactions_query_status',
    help: '1 for the current status of the query, 0 for the others.',
    type: 'gauge',
    labels: ['status'],
    samples: ({ status }) => states('status', ['starting', 'running', 'waiting', 'stopped', 'failed'], status),
  },
  {
    name: 'transactions_service_up',
    help: 'Whether a service answers.',
    type: 'gauge',
    labels: ['service'],
    samples: ({ services }) =>
      Object.entries(services).map(([service, status]) => [flag(status === 'up'), { service }]),
  },
  {
    name: 'transactions_snapshot_timestamp_seconds',
    help: 'When these figures were taken.',
    type: 'gauge',
    samples: ({ at }) => [[timestamp(at)]],
  },
  {
    name: 'transactions_last_progress_timestamp_seconds',
    help: 'When Spark last reported progress.',
    type: 'gauge',
    samples: ({ lastProgressAt }) => [[timestamp(lastProgressAt)]],
  },
  {
    name: 'transactions_sent_records_total',
    help: 'Records in the topic.',
    type: 'counter',
    samples: ({ account }) => [[account.sent]],
  },
  {
    name: 'transactions_decided_records_total',
    help: 'Records of finished batches by what became of them.',
    type: 'counter',
    labels: ['fate'],
    samples: ({ account }) => [
      [account.counted, { fate: 'counted' }],
      [account.late, { fate: 'late' }],
      [account.duplicate, { fate: 'duplicate' }],
      [account.dead, { fate: 'dead' }],
    ],
  },
  {
    name: 'transactions_pending_records',
    help: 'Records that are not yet in a finished batch.',
    type: 'gauge',
    samples: ({ account }) => [[account.pending]],
  },
  {
    name: 'transactions_dead_letters_total',
    help: 'Dead letters by their reason.',
    type: 'counter',
    labels: ['reason'],
    samples: ({ account }) => Object.entries(account.deadByReason).map(([reason, count]) => [count, { reason }]),
  },
  {
    name: 'transactions_account_state',
    help: '1 for the state of the account of all records, 0 for the others.',
    type: 'gauge',
    labels: ['state'],
    samples: ({ account }) => states('state', ['checking', 'adds up', 'does not add up', 'incomplete'], account.state),
  },
  {
    name: 'transactions_audit_timestamp_seconds',
    help: 'When the records were last audited.',
    type: 'gauge',
    samples: ({ account }) => [[timestamp(account.auditedAt)]],
  },
  {
    name: 'transactions_windows_total',
    help: 'Windows that have records.',
    type: 'counter',
    samples: ({ totals }) => [[totals.windows]],
  },
  {
    name: 'transactions_windowed_records_total',
    help: 'Records in windows, each counted once.',
    type: 'counter',
    samples: ({ totals }) => [[totals.countsOnce ? totals.records : null]],
  },
  {
    name: 'transactions_windowed_value_dollars',
    help: 'Value of the records in windows, each counted once.',
    type: 'gauge',
    samples: ({ totals }) => [[totals.countsOnce ? totals.value : null]],
  },
  {
    name: 'transactions_latency_seconds',
    help: 'Time from the newest record of a window to its row in the consumer, over the last minute.',
    type: 'gauge',
    labels: ['percentile'],
    samples: ({ latency }) => [
      [seconds(latency.p50), { percentile: 50 }],
      [seconds(latency.p95), { percentile: 95 }],
    ],
  },
  {
    name: 'transactions_watermark_timestamp_seconds',
    help: 'The watermark of the query.',
    type: 'gauge',
    samples: ({ watermark }) => [[timestamp(watermark.at)]],
  },
  {
    name: 'transactions_watermark_behind_seconds',
    help: 'How far the watermark is behind the clock of the consumer.',
    type: 'gauge',
    samples: ({ watermark }) => [[watermark.behindSeconds]],
  },
  {
    name: 'transactions_lag_records',
    help: 'Records in a partition that are not in a finished batch.',
    type: 'gauge',
    labels: ['partition'],
    samples: ({ lag }) => lag.partitions.map(({ partition, records }) => [records, { partition }]),
  },
  {
    name: 'transactions_partition_offset',
    help: 'The offset up to which finished batches have read a partition.',
    type: 'gauge',
    labels: ['partition'],
    samples: ({ lag }) => lag.partitions.map(({ partition, offset }) => [offset, { partition }]),
  },
  {
    name: 'transactions_partition_end_offset',
    help: 'The end of a partition.',
    type: 'gauge',
    labels: ['partition'],
    samples: ({ lag }) => lag.partitions.map(({ partition, end }) => [end, { partition }]),
  },
  {
    name: 'transactions_batch_id',
    help: 'The number of the last finished batch.',
    type: 'gauge',
    samples: ({ batch }) => [[batch?.id ?? null]],
  },
  {
    name: 'transactions_batch_start_timestamp_seconds',
    help: 'When the last finished batch began.',
    type: 'gauge',
    samples: ({ batch }) => [[timestamp(batch?.at)]],
  },
  {
    name: 'transactions_batch_records',
    help: 'Records of the last finished batch.',
    type: 'gauge',
    samples: ({ batch }) => [[batch?.records ?? null]],
  },
  {
    name: 'transactions_batch_duration_seconds',
    help: 'Duration of the last finished batch.',
    type: 'gauge',
    samples: ({ batch }) => [[seconds(batch?.duration ?? null)]],
  },
  {
    name: 'transactions_batch_phase_duration_seconds',
    help: "Duration of the phases of the last finished batch, by Spark's names for them.",
    type: 'gauge',
    labels: ['phase'],
    samples: ({ batch }) =>
      Object.entries(batch?.phases ?? {}).map(([phase, duration]) => [seconds(duration), { phase }]),
  },
  {
    name: 'transactions_batch_input_records_per_second',
    help: 'Rate at which the records of the last finished batch arrived.',
    type: 'gauge',
    samples: ({ batch }) => [[batch?.inputRecordsPerSecond ?? null]],
  },
  {
    name: 'transactions_batch_processed_records_per_second',
    help: 'Rate at which the last finished batch processed its records.',
    type: 'gauge',
    samples: ({ batch }) => [[batch?.processedRecordsPerSecond ?? null]],
  },
  {
    name: 'transactions_state_rows',
    help: 'Rows in the state of an operator.',
    type: 'gauge',
    labels: ['operator'],
    samples: ({ state }) => state.operators.map(({ name, rows }) => [rows, { operator: name }]),
  },
  {
    name: 'transactions_state_bytes',
    help: 'Memory that the state of an operator takes.',
    type: 'gauge',
    labels: ['operator'],
    samples: ({ state }) => state.operators.map(({ name, bytes }) => [bytes, { operator: name }]),
  },
  {
    name: 'transactions_state_dropped_rows_total',
    help: 'Rows that an operator has dropped because they were late, in this run.',
    type: 'counter',
    labels: ['operator'],
    samples: ({ state }) => state.operators.map(({ name, dropped }) => [dropped, { operator: name }]),
  },
  {
    name: 'transactions_producer_sent_records_total',
    help: 'Records that the producer of the demo has sent.',
    type: 'counter',
    samples: ({ demo }) => [[demo?.producer.recordsSent ?? null]],
  },
  {
    name: 'transactions_component_up',
    help: 'Whether a program of the demo is up.',
    type: 'gauge',
    labels: ['component'],
    samples: ({ demo }) => (demo?.components ?? []).map(({ id, status }) => [flag(status === 'up'), { component: id }]),
  },
];
