import { UserError } from '../command-line/user-error.ts';

/** A window as Spark reports it; times are ISO 8601 in UTC, amounts in dollars to the cent. */
export interface WindowRow {
  readonly window_start: string;
  readonly window_end: string;
  readonly record_count: number;
  readonly total_transaction_value: number;
  readonly average_transaction_value: number;
  readonly unique_customers: number;
  readonly min_batch_number: number;
  readonly max_batch_number: number;
}

/** A window as it arrived in the driver. */
export interface WindowUpdate {
  readonly key: string;
  readonly row: WindowRow;
  /** Milliseconds from the newest record of the window to its row here. */
  readonly latency: number;
  /** Written before this run began: known again after a restart. */
  readonly restored: boolean;
}

/** What Spark works out for each window, besides its start and end. */
export const windowFigures = [
  'record_count',
  'total_transaction_value',
  'average_transaction_value',
  'unique_customers',
  'min_batch_number',
  'max_batch_number',
] as const satisfies readonly (keyof WindowRow)[];

const columns = ['window_start', 'window_end', ...windowFigures] as const;

/** Spark leaves out what is null, such as the sum of amounts that are all missing. */
const required = ['window_start', 'window_end', 'record_count'] as const;

/** Reads a message of the results topic. @throws UserError when something else writes there. */
export function parseWindow(topic: string, value: string): { row: WindowRow; latestEventTime: number } {
  try {
    const json = JSON.parse(value) as WindowRow & { readonly latest_event_time: string };
    const missing = required.find((column) => json[column] === undefined);
    if (missing !== undefined) throw new Error(`it has no ${missing}`);
    const row = Object.fromEntries(columns.map((column) => [column, json[column] ?? 0])) as unknown as WindowRow;
    return { row, latestEventTime: Date.parse(json.latest_event_time) };
  } catch (cause) {
    throw new UserError(
      `Topic ${topic} has a message that is no window: ${(cause as Error).message}. Name a topic of its own with --results-topic.`,
      { cause },
    );
  }
}
