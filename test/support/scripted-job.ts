import type { HistoryPoint, JobSnapshot, SnapshotSource, WindowSnapshot } from '../../jobs/monitor/job-snapshot.ts';
import { deadLetterReasonCodes } from '../../jobs/transactions/dead-letter-reason.ts';

const slide = 5;
const duration = 10;

/** The plan of a small query, as Spark explains it. */
const plan = `== Physical Plan ==
WriteToDataSourceV2 MicroBatchWrite[epoch: 12, writer: org.apache.spark.sql.kafka010.KafkaStreamingWrite@5d1c]
+- *(4) Project [cast(window#21.start as string) AS key#40, to_json(struct(window_start, window_end, record_count, total_transaction_value)) AS value#41]
   +- *(4) HashAggregate(keys=[window#21], functions=[count(1), sum(final_amount#12)])
      +- StateStoreSave [window#21], state info [ checkpoint = file:/tmp/checkpoint, opId = 1 ], Update, 0, 2
         +- *(3) HashAggregate(keys=[window#21], functions=[merge_count(1), merge_sum(final_amount#12)])
            +- StateStoreRestore [window#21], state info [ checkpoint = file:/tmp/checkpoint, opId = 1 ], 2
               +- Exchange hashpartitioning(window#21, 4), ENSURE_REQUIREMENTS
                  :- *(1) Filter (producer_timestamp#9 > 0)
                  :  +- MicroBatchScan[key#1, value#2, topic#3, partition#4, offset#5L] KafkaV2[Subscribe[customer-transactions]]
                  +- *(2) Project [<lambda>]
`;

/** A source whose snapshots a test decides: a job that began at a given time, one second per step. */
export class ScriptedJob implements SnapshotSource {
  readonly #listeners = new Set<() => void>();
  readonly #windows: number;
  #seconds = 0;
  #changes: Partial<JobSnapshot> = {};
  readonly #startedAt: number;

  /** `windows` is the highest number of windows in a snapshot. */
  constructor({ seconds = 60, windows = 60 }: { readonly seconds?: number; readonly windows?: number } = {}) {
    this.#windows = windows;
    this.#seconds = seconds;
    this.#startedAt = Date.now() - seconds * 1000;
  }

  /** Continues the job by a second. */
  step(): void {
    this.#seconds += 1;
    this.#notify();
  }

  /** Replaces properties of all later snapshots. */
  change(changes: Partial<JobSnapshot>): void {
    this.#changes = { ...this.#changes, ...changes };
    this.#notify();
  }

  snapshot(): JobSnapshot {
    return { ...this.#computed(), ...this.#changes };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #computed(): JobSnapshot {
    const now = this.#startedAt + this.#seconds * 1000;
    const sent = this.#seconds * 250;
    const [late, duplicate, dead, pending] = [sent / 100, sent / 125, sent / 50, 120].map(Math.round) as [
      number,
      number,
      number,
      number,
    ];
    const counted = sent - late - duplicate - dead - pending;
    const last = pointAt(now, this.#seconds);
    return {
      at: new Date().toISOString(),
      query: identity(now - this.#seconds * 1000),
      status: 'running',
      services: { spark: 'up', kafka: 'up' },
      lastProgressAt: iso(now),
      recordsPerSecond: last.recordsPerSecond,
      valuePerSecond: last.valuePerSecond,
      windows: windowsUntil(now, Math.min(this.#windows, Math.floor(this.#seconds / slide) || 1)),
      totals: {
        windows: Math.floor(this.#seconds / slide),
        countsOnce: true,
        records: counted,
        value: counted * 112.69,
      },
      account: {
        state: 'adds up',
        sent,
        counted,
        late,
        duplicate,
        dead,
        pending,
        deadByReason: Object.fromEntries(
          deadLetterReasonCodes.map((code, index) => [code, Math.floor(dead / (index + 3))]),
        ),
        problems: [],
        auditedAt: iso(now - 42_000),
      },
      batch: {
        id: this.#seconds,
        at: iso(now - last.batchDuration),
        records: 250,
        duration: last.batchDuration,
        phases: last.phases,
        inputRecordsPerSecond: 249.6,
        processedRecordsPerSecond: 412.8,
      },
      latency: { p50: last.latencyP50, p95: last.latencyP95 },
      watermark: { at: iso(now - 32_000), behindSeconds: last.watermarkBehindSeconds },
      lag: {
        records: pending,
        partitions: [18, 42, 7, 53].map((records, partition) => ({
          partition,
          offset: sent / 4,
          end: sent / 4 + records,
          records,
        })),
      },
      state: {
        rows: last.stateRows,
        bytes: last.stateBytes,
        operators: [
          { name: 'stateStoreSave', rows: 14, bytes: 48_200, dropped: late },
          { name: 'dedupeWithinWatermark', rows: last.stateRows - 14, bytes: last.stateBytes - 48_200, dropped: 0 },
        ],
      },
      notices: [
        { at: iso(now - 50_000), level: 'notice', sentence: 'The query is running on topic customer-transactions.' },
        {
          at: iso(now - 20_000),
          level: 'error',
          sentence: 'Kafka has not answered for 5 seconds; windows resume when it does.',
        },
        { at: iso(now - 11_000), level: 'notice', sentence: 'Kafka answers again, after 14 seconds.' },
      ],
      history: Array.from(
        { length: Math.min(this.#seconds, 600) },
        (_, index, age = Math.min(this.#seconds, 600) - 1 - index) => pointAt(now - age * 1000, this.#seconds - age),
      ),
    };
  }
}

const iso = (time: number): string => new Date(time).toISOString();
const wave = (second: number, period: number): number => Math.sin((second / period) * 2 * Math.PI);

function windowsUntil(now: number, amount: number): readonly WindowSnapshot[] {
  const newest = Math.floor(now / (slide * 1000));
  return Array.from({ length: amount }, (_, index) => {
    const number = newest - amount + 1 + index;
    const records = Math.round(
      (2500 + 700 * wave(number, 17)) * (number === newest ? ((now / 1000) % slide) / slide + 0.1 : 1),
    );
    const start = number * slide * 1000;
    return {
      window_start: iso(start),
      window_end: iso(start + duration * 1000),
      record_count: records,
      total_transaction_value: Math.round(records * 11_269) / 100,
      average_transaction_value: 112.69,
      unique_customers: Math.round(records / 4),
      min_batch_number: index,
      max_batch_number: index + 2,
      state: start + duration * 1000 < now - 32_000 ? 'final' : 'open',
    };
  });
}

function pointAt(time: number, second: number): HistoryPoint {
  const phases = {
    addBatch: Math.round(520 + 120 * wave(second, 138)),
    queryPlanning: 61,
    walCommit: Math.round(48 + 20 * wave(second, 42)),
    commitOffsets: 44,
    latestOffset: 12,
    getBatch: 3,
  };
  return {
    at: iso(time),
    recordsPerSecond: Math.round(250 + 60 * wave(second, 186)),
    valuePerSecond: Math.round((250 + 60 * wave(second, 186)) * 11_269) / 100,
    latencyP50: Math.round(1420 + 200 * wave(second, 114)),
    latencyP95: Math.round(3200 + 700 * wave(second, 78)),
    watermarkBehindSeconds: Math.round(32 + 3 * wave(second, 54)),
    lagRecords: Math.round(220 + 180 * wave(second, 66)),
    batchDuration: Object.values(phases).reduce((sum, phase) => sum + phase, 0),
    phases,
    stateRows: Math.round(9000 + 400 * wave(second, 174)),
    stateBytes: Math.round(2_400_000 + 150_000 * wave(second, 174)),
  };
}

function identity(startedAt: number): JobSnapshot['query'] {
  return {
    name: 'customer-transactions-windows-10s-5s-30s',
    generation: 3,
    id: '7c0f1d2e-54f1-4b0f-8f52-1f6b0b0f7a11',
    runId: '0b9f3f3c-7b44-4f0e-9a55-6f6e2f1f9d02',
    sessionId: 'f4b1ad0e-9d53-4d2c-8d39-0d6c9b7a3e33',
    sparkVersion: '3.5.7',
    remote: 'sc://127.0.0.1:15002',
    kafkaServers: ['127.0.0.1:9092'],
    topic: 'customer-transactions',
    resultsTopic: 'customer-transactions-windows-10s-5s-30s',
    deadLetterTopic: 'customer-transactions-dead-letters',
    checkpoint: '/tmp/spark-checkpoints/customer-transactions-windows-10s-5s-30s',
    archive: null,
    lagGroup: null,
    windowDuration: duration,
    slideDuration: slide,
    watermark: 30,
    trigger: 1,
    maxOffsetsPerTrigger: 10_000,
    startedAt: iso(startedAt),
    planFingerprint: '4f0c1f8d8a7e4b21a96b0f2c6f9b1d4e7a3c5b8d9e0f1a2b3c4d5e6f7a8b9c0d',
    plan,
  };
}
