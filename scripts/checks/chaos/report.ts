import type { KillPlan } from './kill-plan.ts';

/** What came out of a round. */
export interface RoundResult extends KillPlan {
  /** When the kill came: seconds after the start of the round, and records acknowledged by then. */
  readonly killedAfterSeconds: number;
  readonly killedAfterRecords: number;
  /** In the topic at the end, and those among them that are there again. */
  readonly records: number;
  readonly repeats: number;
  /** From the kill until the servers answered again; null when none was killed. */
  readonly upSeconds: number | null;
  /** From the kill to the first new window; null when all windows were there before. */
  readonly restartSeconds: number | null;
  readonly windows: number;
  readonly seconds: number;
  /** What the jobs said when they ended by themselves. */
  readonly lastWords: readonly string[];
  /** What is wrong, a sentence each. */
  readonly failures: readonly string[];
}

const titles: Readonly<Record<KillPlan['target'], string>> = {
  driver: 'driver',
  spark: 'Spark server',
  kafka: 'Kafka broker',
  all: 'all three',
};

/** A round in a line, and what is to be said about it in more. */
export function formatRound({ round, target, failures, seconds, lastWords }: RoundResult): string[] {
  const verdict = failures.length === 0 ? 'exact' : 'FAILED';
  return [
    `Round ${round}: killed ${titles[target]}, ${verdict}, ${seconds.toFixed(1)} s.`,
    ...lastWords.map((words) => `  A job ended and was started again: ${words}`),
    ...failures.map((failure) => `  ${failure}`),
  ];
}

/** All rounds, a line each. */
export function formatTable(results: readonly RoundResult[]): string {
  const lines = [
    ['round', 'killed', 'when', 'records', 'sent again', 'servers up after', 'new window after', 'windows', 'verdict'],
    ...results.map((result) => [
      String(result.round),
      titles[result.target],
      `${result.killedAfterSeconds.toFixed(1)} s, ${result.killedAfterRecords} sent`,
      String(result.records),
      String(result.repeats),
      formatSeconds(result.upSeconds),
      formatSeconds(result.restartSeconds),
      String(result.windows),
      result.failures.length === 0 ? 'exact' : 'FAILED',
    ]),
  ];
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
