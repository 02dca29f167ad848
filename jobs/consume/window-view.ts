import type { StreamingQueryProgress } from '../../src/index.ts';
import type { QueryIdentity } from '../monitor/job-snapshot.ts';
import type { JobMonitor } from '../monitor/job-monitor.ts';
import type { WindowTotals } from '../monitor/window-table.ts';
import { messageCounts } from '../windows/window-query.ts';
import { windowToJson, type WindowUpdate } from '../windows/window-row.ts';
import { formatTotals, formatWindows, tableRow, wrap } from './format-windows.ts';

/** The output of the consumer. It shows what the monitor knows, and is called after the monitor. */
export interface JobView {
  windows(updates: readonly WindowUpdate[]): void;
  progress(progress: StreamingQueryProgress): void;
  /** The query has started. */
  started?(query: QueryIdentity): void;
  /** Calls `write`, which writes to the terminal, without disturbing what is drawn there. */
  say(write: () => void): void;
  /** Shows what is still being collected. */
  flush(): void;
  /** Shows the totals. */
  end(): void;
  /** The query has not started: shows nothing more. */
  abandon?(): void;
}

/** Milliseconds to wait for more rows: those of one batch arrive in several messages, a few milliseconds apart. */
const batchGap = 100;
/** The minimum time between two tables, in milliseconds, so that people can read them. Batches may be more frequent. */
const tableInterval = 1000;

/** Creates a view that prints at most about one table a second. `columns` returns the width of the terminal, or undefined if the output is not a terminal. */
export function createTextView(
  print: (text: string) => void,
  { table }: Pick<JobMonitor, 'table'>,
  columns: () => number | undefined = () => undefined,
): JobView {
  const waiting = new Map<string, WindowUpdate>();
  let timer: NodeJS.Timeout | undefined;
  let behind = '';
  let rejected = 0;
  let lastFlush = -Infinity;

  const printTable = (): void => {
    const updates = [...waiting.values()];
    const rows = updates.map(({ row }) => row).sort((a, b) => (a.window_start < b.window_start ? -1 : 1));
    waiting.clear();
    const live = updates.filter(({ restored }) => !restored).map(({ latency }) => latency);
    const age =
      live.length > 0 ? `newest record ${(Math.min(...live) / 1000).toFixed(1)} s ago` : 'from an earlier run';
    const footer = `${formatTotals(table.totals)} · ${age}${behind}`;
    print(`\n${formatWindows(rows.map(tableRow), columns())}\n${wrap(footer, columns())}\n`);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    lastFlush = performance.now();
    if (waiting.size > 0) printTable();
    if (rejected > 0)
      print(`\n${wrap(`${rejected} messages are not valid transactions and become dead letters.`, columns())}\n`);
    rejected = 0;
  };
  const schedule = (): void => {
    timer ??= setTimeout(flush, Math.max(batchGap, lastFlush + tableInterval - performance.now()));
  };

  return {
    windows(updates) {
      for (const update of updates) waiting.set(update.key, update);
      schedule();
    },
    progress(progress) {
      behind = ` · ${recordsBehind(progress)} records behind`;
      rejected += rejectedMessages(progress);
      if (rejected > 0) schedule();
    },
    say: (write) => write(),
    flush,
    end() {
      flush();
      print(`\n${wrap(`Total: ${formatTotals(table.totals)}.`, columns())}\n`);
    },
  };
}

/** Creates a view that prints one JSON object per line. */
export function createJsonView(print: (text: string) => void, { table }: Pick<JobMonitor, 'table'>): JobView {
  const line = (type: string, fields: object): void => print(`${JSON.stringify({ type, ...fields })}\n`);
  return {
    started({ name, generation, id, runId, topic, resultsTopic, checkpoint, planFingerprint }) {
      line('query', {
        name,
        generation,
        id,
        run_id: runId,
        topic,
        results_topic: resultsTopic,
        checkpoint,
        plan_sha256: planFingerprint,
      });
    },
    windows(updates) {
      for (const { row, restored, latency } of updates)
        line('window', { ...windowToJson(row), restored, behind_seconds: restored ? null : latency / 1000 });
    },
    progress(progress) {
      line('progress', {
        batch_id: progress.batchId,
        timestamp: progress.timestamp,
        input_records: progress.numInputRows,
        rejected_records: rejectedMessages(progress),
        records_behind: recordsBehind(progress),
        batch_milliseconds: progress.batchDuration,
        watermark: progress.eventTime.watermark ?? null,
        dropped_by_watermark: progress.stateOperators.reduce((sum, { numRowsDroppedByWatermark: n }) => sum + n, 0),
        totals: totalsToJson(table.totals),
      });
    },
    say: (write) => write(),
    flush: () => {},
    end: () => line('summary', totalsToJson(table.totals)),
  };
}

function totalsToJson({ windows, records, value }: WindowTotals): object {
  return { windows, record_count: records, total_transaction_value: value.toNumber() };
}

/** Returns the number of records that were in the topic at the end of the batch but not yet in a batch. */
export function recordsBehind({ sources }: Pick<StreamingQueryProgress, 'sources'>): number {
  return sources.reduce((sum, { endOffset, latestOffset }) => sum + offsetSum(latestOffset) - offsetSum(endOffset), 0);
}

/** Returns the number of messages in a batch that are not valid transactions and therefore not in a window. */
export function rejectedMessages({ observedMetrics }: Pick<StreamingQueryProgress, 'observedMetrics'>): number {
  const counts = observedMetrics[messageCounts];
  return counts ? Number(counts['all']) - Number(counts['transactions']) : 0;
}

/** Adds up Kafka offsets of the form `{ topic: { partition: offset } }`. */
function offsetSum(offsets: unknown): number {
  if (typeof offsets === 'number') return offsets;
  if (offsets === null || typeof offsets !== 'object') return 0;
  return Object.values(offsets).reduce<number>((sum, part) => sum + offsetSum(part), 0);
}
