import type { ProducedBatch, ProduceStatistics } from './produce-options.ts';

/** How a run is shown while it goes on and at its end. */
export interface ProgressView {
  batch(batch: ProducedBatch): void;
  end(statistics: ProduceStatistics): void;
}

/** Where the output goes. */
export interface ProgressOutput {
  readonly json: boolean;
  /** The most records there can be, which makes the bar full. */
  readonly maxRecords: number;
  /** Whether the output goes to a terminal, where a line can be drawn again, and to nothing else. */
  readonly isTerminal: boolean;
  readonly toStdout: (text: string) => void;
  readonly toStderr: (text: string) => void;
}

/** JSON lines, a bar that redraws itself, or one line for each batch. */
export function createProgressView(output: ProgressOutput): ProgressView {
  if (output.json) return jsonView(output);
  return output.isTerminal ? barView(output) : lineView(output);
}

function jsonView({ toStdout }: ProgressOutput): ProgressView {
  const write = (value: object): void => toStdout(`${JSON.stringify(value)}\n`);
  return {
    batch: ({ batchNumber, totalRecords, bytes, messages }) =>
      write({ type: 'batch', batch_number: batchNumber, records: messages.length, total_records: totalRecords, bytes }),
    end: ({ records, batches, retries, seconds, recordsPerSecond, bytes, deadLetters }) =>
      write({
        type: 'summary',
        records,
        batches,
        retries,
        seconds: rounded(seconds),
        records_per_second: rounded(recordsPerSecond),
        bytes,
        dead_letters: deadLetters,
      }),
  };
}

function lineView({ toStdout }: ProgressOutput): ProgressView {
  return {
    batch: ({ batchNumber, totalRecords, messages }) =>
      toStdout(`Batch ${batchNumber}: ${messages.length} records acknowledged, ${totalRecords} in total\n`),
    end: (statistics) => toStdout(formatStatistics(statistics)),
  };
}

const barWidth = 30;

function barView({ maxRecords, toStdout, toStderr }: ProgressOutput): ProgressView {
  let isDrawn = false;
  return {
    batch: ({ batchNumber, totalRecords }) => {
      isDrawn = true;
      const filled = Math.floor((barWidth * totalRecords) / maxRecords);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      toStderr(`\r${bar} ${totalRecords}/${maxRecords} records, batch ${batchNumber}`);
    },
    end: (statistics) => {
      if (isDrawn) toStderr('\n');
      toStdout(formatStatistics(statistics));
    },
  };
}

/** The figures of a run in two lines of text. */
export function formatStatistics(statistics: ProduceStatistics): string {
  const { records, batches, retries, seconds, recordsPerSecond, bytes, deadLetters } = statistics;
  return (
    `Sent ${records} records in ${batches} ${batches === 1 ? 'batch' : 'batches'}, ${(bytes / 1000).toFixed(1)} kB, ` +
    `in ${seconds.toFixed(1)} s (${recordsPerSecond.toFixed(1)} records/s).\n` +
    `Retries: ${retries}. Dead letters: ${deadLetters}.\n`
  );
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
