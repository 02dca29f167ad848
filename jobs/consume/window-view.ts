import type { StreamingQueryProgress } from '../../src/index.ts';
import { formatTotals, formatWindows } from './format-windows.ts';
import { WindowTable } from './window-totals.ts';
import type { WindowUpdate } from './window-row.ts';

/** Where the rows of the consumer go: a table for people or a JSON object a line for programs. */
export interface WindowView {
  readonly table: WindowTable;
  windows(updates: readonly WindowUpdate[]): void;
  progress(progress: StreamingQueryProgress): void;
  /** Shows what still waits to be shown together. */
  flush(): void;
  /** Shows the totals. */
  end(): void;
}

/** The rows of one batch come in several messages, a few milliseconds apart. */
const batchGap = 100;

export function createTextView(print: (text: string) => void): WindowView {
  const table = new WindowTable();
  const waiting = new Map<string, WindowUpdate>();
  let timer: NodeJS.Timeout | undefined;
  let behind = '';

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const updates = [...waiting.values()];
    const rows = updates.map(({ row }) => row).sort((a, b) => (a.window_start < b.window_start ? -1 : 1));
    waiting.clear();
    const live = updates.filter(({ restored }) => !restored).map(({ latency }) => latency);
    const age =
      live.length > 0 ? `newest record ${(Math.min(...live) / 1000).toFixed(1)} s ago` : 'from before this run';
    print(`\n${formatWindows(rows)}\n${formatTotals(table.totals)} · ${age}${behind}\n`);
  };

  return {
    table,
    windows(updates) {
      for (const update of updates) {
        table.upsert(update);
        waiting.set(update.key, update);
      }
      timer ??= setTimeout(flush, batchGap);
    },
    progress(progress) {
      behind = ` · ${recordsBehind(progress)} records behind`;
    },
    flush,
    end() {
      flush();
      print(`\nIn all: ${formatTotals(table.totals)}.\n`);
    },
  };
}

export function createJsonView(print: (text: string) => void): WindowView {
  const table = new WindowTable();
  const line = (type: string, fields: object): void => print(`${JSON.stringify({ type, ...fields })}\n`);
  return {
    table,
    windows(updates) {
      for (const update of updates) {
        table.upsert(update);
        line('window', {
          ...update.row,
          restored: update.restored,
          behind_seconds: update.restored ? null : update.latency / 1000,
        });
      }
    },
    progress(progress) {
      line('progress', {
        batch_id: progress.batchId,
        timestamp: progress.timestamp,
        input_records: progress.numInputRows,
        records_behind: recordsBehind(progress),
        batch_milliseconds: progress.batchDuration,
        watermark: progress.eventTime.watermark ?? null,
        dropped_by_watermark: progress.stateOperators.reduce((sum, { numRowsDroppedByWatermark: n }) => sum + n, 0),
        totals: table.totals,
      });
    },
    flush: () => {},
    end: () => line('summary', table.totals),
  };
}

/** The records that were in the topic when the batch ended and not yet in a batch. */
export function recordsBehind({ sources }: Pick<StreamingQueryProgress, 'sources'>): number {
  return sources.reduce((sum, { endOffset, latestOffset }) => sum + offsetSum(latestOffset) - offsetSum(endOffset), 0);
}

/** Kafka's offsets are `{ topic: { partition: offset } }`. */
function offsetSum(offsets: unknown): number {
  if (typeof offsets === 'number') return offsets;
  if (offsets === null || typeof offsets !== 'object') return 0;
  return Object.values(offsets).reduce<number>((sum, part) => sum + offsetSum(part), 0);
}
