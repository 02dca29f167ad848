import { barLine } from '../../command-line/progress-bar.ts';
import { formatSentKinds, sentKindsToJson } from './sent-kinds.ts';
import type { ProducedBatch, ProduceStatistics, ResumePoint } from './produce-options.ts';

/** Shows the progress and the result of a run. */
export interface ProgressView {
  batch(batch: ProducedBatch): void;
  /** Prints a message without disturbing the progress bar. */
  notice(sentence: string): void;
  /** Reports how to resume to a program that reads the output; people find it in the error message. */
  giveUp(resume: ResumePoint): void;
  end(statistics: ProduceStatistics): void;
}

/** The format and destination of the output. */
export interface ProgressOutput {
  readonly json: boolean;
  /** The number of records at which the bar is full. */
  readonly maxRecords: number;
  /** Whether stdout and stderr are both terminals, so that a line can be redrawn. */
  readonly isTerminal: boolean;
  /** Returns the width of the terminal in characters. */
  readonly columns: () => number;
  readonly toStdout: (text: string) => void;
  readonly toStderr: (text: string) => void;
  /** Logs a message. */
  readonly log: (sentence: string) => void;
}

/** Creates a view that prints JSON lines, a progress bar, or one line per batch. */
export function createProgressView(output: ProgressOutput): ProgressView {
  if (output.json) return jsonView(output);
  return output.isTerminal ? barView(output) : lineView(output);
}

function jsonView({ toStdout, log }: ProgressOutput): ProgressView {
  const write = (value: object): void => toStdout(`${JSON.stringify(value)}\n`);
  return {
    batch: ({ batchNumber, records, totalRecords, bytes }) =>
      write({ type: 'batch', batch_number: batchNumber, records, total_records: totalRecords, bytes }),
    notice: log,
    giveUp: ({ skipRecords, maxRecords, resume }) =>
      write({ type: 'resume', skip_records: skipRecords, max_records: maxRecords, resume }),
    end: ({
      run,
      records,
      unconfirmed,
      batches,
      retries,
      seconds,
      recordsPerSecond,
      bytes,
      deadLetters,
      kinds,
      hasMore,
    }) =>
      write({
        type: 'summary',
        run,
        records,
        unconfirmed_records: unconfirmed,
        more_in_file: hasMore,
        batches,
        retries,
        seconds: rounded(seconds),
        records_per_second: rounded(recordsPerSecond),
        bytes,
        dead_letters: deadLetters,
        ...(kinds && { injected: sentKindsToJson(kinds) }),
      }),
  };
}

function lineView({ toStdout, log }: ProgressOutput): ProgressView {
  return {
    batch: ({ batchNumber, records, totalRecords }) =>
      toStdout(`Batch ${batchNumber}: ${records} records acknowledged, ${totalRecords} in total\n`),
    notice: log,
    giveUp: () => {},
    end: (statistics) => toStdout(formatStatistics(statistics)),
  };
}

function barView({ maxRecords, columns, toStdout, toStderr, log }: ProgressOutput): ProgressView {
  let last: ProducedBatch | undefined;
  const draw = (records: number, batchNumber: number, most: number): void =>
    toStderr(`\r${barLine(records, most, `records, batch ${batchNumber}`, columns())}\u001B[K`);
  return {
    batch: (batch) => {
      last = batch;
      draw(batch.totalRecords, batch.batchNumber, maxRecords);
    },
    notice(sentence) {
      if (last) toStderr('\n');
      log(sentence);
    },
    giveUp: () => {},
    end: (statistics) => {
      // The file may have fewer records than `maxRecords`.
      if (last && statistics.isComplete) draw(statistics.records, last.batchNumber, statistics.records);
      if (last) toStderr('\n');
      toStdout(formatStatistics(statistics));
    },
  };
}

/** Formats the result of a run, including records that were not sent or not acknowledged. */
export function formatStatistics(statistics: ProduceStatistics): string {
  const { records, unconfirmed, batches, retries, seconds, recordsPerSecond, bytes, deadLetters, kinds, hasMore } =
    statistics;
  const unclear = `${unconfirmed} more records were sent but not acknowledged: all, some or none of them may be in the topic.\n`;
  const more = 'The file has more records: send them with --resume and a larger --max-records.\n';
  return (
    `Sent ${records} records in ${batches} ${batches === 1 ? 'batch' : 'batches'}, ${(bytes / 1000).toFixed(1)} kB, ` +
    `in ${seconds.toFixed(1)} s (${recordsPerSecond.toFixed(1)} records/s).\n` +
    `Retries: ${retries}. Dead letters: ${deadLetters}.\n` +
    (kinds ? formatSentKinds(kinds) : '') +
    (unconfirmed > 0 ? unclear : '') +
    (hasMore ? more : '')
  );
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
