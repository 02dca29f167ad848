import type { WindowTotals } from './window-totals.ts';
import type { WindowRow } from './window-row.ts';

const money = (value: number): string => value.toFixed(2);
const time = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

const cells: readonly (readonly [keyof WindowRow, (row: WindowRow) => string])[] = [
  ['window_start', (row) => time(row.window_start)],
  ['window_end', (row) => time(row.window_end)],
  ['record_count', (row) => String(row.record_count)],
  ['total_transaction_value', (row) => money(row.total_transaction_value)],
  ['average_transaction_value', (row) => money(row.average_transaction_value)],
  ['unique_customers', (row) => String(row.unique_customers)],
  ['min_batch_number', (row) => String(row.min_batch_number)],
  ['max_batch_number', (row) => String(row.max_batch_number)],
];

/** The windows as a table of text with a line of names, times in UTC. */
export function formatWindows(rows: readonly WindowRow[]): string {
  const lines = [cells.map(([name]) => name as string), ...rows.map((row) => cells.map(([, text]) => text(row)))];
  const widths = cells.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}

/** The running totals as a line. */
export function formatTotals({ windows, record_count, total_transaction_value }: WindowTotals): string {
  return `${windows} windows, ${record_count} records in them, ${money(total_transaction_value)} in value`;
}
