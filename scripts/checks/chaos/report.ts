import type { FateCounts } from './check-round.ts';
import type { KillPlan } from './kill-plan.ts';

/** The result of a round. */
export interface RoundResult extends KillPlan {
  /** The time of the kill: the seconds since the start of the round, and the records acknowledged by then. */
  readonly killedAfterSeconds: number;
  readonly killedAfterRecords: number;
  /** The number of records in the topic at the end. */
  readonly records: number;
  /** What became of them, according to the model. */
  readonly fates: FateCounts;
  /** The seconds from the kill until the servers answered again, or null if none was killed. */
  readonly upSeconds: number | null;
  /** The seconds from the kill to the first new window, or null if no new window came. */
  readonly restartSeconds: number | null;
  readonly windows: number;
  readonly seconds: number;
  /** The error messages of jobs that ended by themselves. */
  readonly lastWords: readonly string[];
  /** The failures, one sentence each. */
  readonly failures: readonly string[];
}

/** The result of a round with foreachBatch. */
export interface BatchRoundResult extends KillPlan {
  readonly killedAfterSeconds: number;
  readonly killedAfterRecords: number;
  /** The number of records in the topic at the end. */
  readonly records: number;
  /** The number of batches in the database. */
  readonly batches: number;
  /** The number of batches that the function received again although the database had them. */
  readonly repeated: number;
  /** The seconds from the kill to the first new batch, or null if no batch came. */
  readonly restartSeconds: number | null;
  readonly seconds: number;
  readonly lastWords: readonly string[];
  readonly failures: readonly string[];
}

const titles: Readonly<Record<KillPlan['target'], string>> = {
  driver: 'driver',
  producer: 'producer',
  spark: 'Spark server',
  kafka: 'Kafka broker',
  connections: 'connections',
  all: 'all four',
};

/** Returns one line about a round, followed by its messages and failures. */
export function formatRound({
  round,
  target,
  failures,
  seconds,
  lastWords,
}: Pick<RoundResult, 'round' | 'target' | 'failures' | 'seconds' | 'lastWords'>): string[] {
  const verdict = failures.length === 0 ? 'exact' : 'FAILED';
  return [
    `Round ${round}: ${target === 'connections' ? 'cut' : 'killed'} ${titles[target]}, ${verdict}, ${seconds.toFixed(1)} s.`,
    ...lastWords.map((words) => `  A job ended and was restarted: ${words}`),
    ...failures.map((failure) => `  ${failure}`),
  ];
}

/** Returns a table with one line per round. */
export function formatTable(results: readonly RoundResult[]): string {
  const lines = [
    [
      'round',
      'hit',
      'when',
      'records',
      'late',
      'duplicate',
      'dead',
      'up after',
      'new window after',
      'windows',
      'verdict',
    ],
    ...results.map((result) => [
      String(result.round),
      titles[result.target],
      `${result.killedAfterSeconds.toFixed(1)} s, ${result.killedAfterRecords} sent`,
      String(result.records),
      String(result.fates.late),
      String(result.fates.duplicate),
      String(result.fates.dead),
      formatSeconds(result.upSeconds),
      formatSeconds(result.restartSeconds),
      String(result.windows),
      result.failures.length === 0 ? 'exact' : 'FAILED',
    ]),
  ];
  return alignColumns(lines);
}

/** Returns a table with one line per round with foreachBatch. */
export function formatBatchTable(results: readonly BatchRoundResult[]): string {
  return alignColumns([
    ['round', 'hit', 'when', 'records', 'batches', 'repeated', 'next batch after', 'verdict'],
    ...results.map((result) => [
      String(result.round),
      titles[result.target],
      `${result.killedAfterSeconds.toFixed(1)} s, ${result.killedAfterRecords} sent`,
      String(result.records),
      String(result.batches),
      String(result.repeated),
      formatSeconds(result.restartSeconds),
      result.failures.length === 0 ? 'exact' : 'FAILED',
    ]),
  ]);
}

function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function formatSeconds(seconds: number | null): string {
  return seconds === null ? '–' : `${seconds.toFixed(1)} s`;
}
