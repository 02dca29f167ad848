import type { WindowTotals } from './window-totals.ts';
import type { WindowRow } from '../windows/window-row.ts';

const time = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

type Cells = readonly (readonly [name: string, text: (row: WindowRow) => string])[];

const total = (row: WindowRow): string => String(row.total_transaction_value);
const average = (row: WindowRow): string => String(row.average_transaction_value);
const clock = (iso: string): string => time(iso).slice(11);

/** The full table and narrower ones for narrow terminals. The first `left` columns are aligned to the left. */
const tables: readonly (readonly [left: number, cells: Cells])[] = [
  [
    2,
    [
      ['window_start', (row) => time(row.window_start)],
      ['window_end', (row) => time(row.window_end)],
      ['record_count', (row) => String(row.record_count)],
      ['total_transaction_value', total],
      ['average_transaction_value', average],
      ['unique_customers', (row) => String(row.unique_customers)],
      ['min_batch_number', (row) => String(row.min_batch_number)],
      ['max_batch_number', (row) => String(row.max_batch_number)],
    ],
  ],
  [
    2,
    [
      ['start', (row) => time(row.window_start).slice(5)],
      ['end', (row) => clock(row.window_end)],
      ['records', (row) => String(row.record_count)],
      ['total', total],
      ['average', average],
      ['customers', (row) => String(row.unique_customers)],
      ['batches', (row) => `${row.min_batch_number}-${row.max_batch_number}`],
    ],
  ],
  [
    1,
    [
      ['start', (row) => clock(row.window_start)],
      ['records', (row) => String(row.record_count)],
      ['total', total],
    ],
  ],
];

/** Formats windows as a text table with a header, times in UTC. Uses the widest table that fits into `columns` characters. */
export function formatWindows(rows: readonly WindowRow[], columns: number = Infinity): string {
  const texts = tables.map(([left, cells]) => formatTable(rows, left, cells));
  return texts.find((text) => text.indexOf('\n') <= columns) ?? texts.at(-1)!;
}

function formatTable(rows: readonly WindowRow[], left: number, cells: Cells): string {
  const lines = [cells.map(([name]) => name), ...rows.map((row) => cells.map(([, text]) => text(row)))];
  const widths = cells.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => (column < left ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}

/** Breaks text between words into lines of at most `columns` characters. */
export function wrap(text: string, columns: number = Infinity): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

/** Formats the running totals as one line. */
export function formatTotals({ windows, record_count, total_transaction_value }: WindowTotals): string {
  return `${windows} windows, ${record_count} records in them, ${String(total_transaction_value)} in value`;
}
