import type { WindowTotals } from '../monitor/window-table.ts';
import type { WindowJson, WindowRow } from '../windows/window-row.ts';

const time = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

/** A window to show in a table. */
export interface TableRow extends Omit<WindowJson, 'total_transaction_value' | 'average_transaction_value'> {
  readonly total_transaction_value: string;
  readonly average_transaction_value: string;
  /** Shown if all rows have it. */
  readonly state?: 'open' | 'final';
}

/** Prepares a window for a table. */
export function tableRow(row: (WindowRow | WindowJson) & Pick<TableRow, 'state'>): TableRow {
  const { total_transaction_value: total, average_transaction_value: average } = row;
  const amount = (value: typeof total): string => (typeof value === 'number' ? value.toFixed(2) : String(value));
  return { ...row, total_transaction_value: amount(total), average_transaction_value: amount(average) };
}

type Cells = readonly (readonly [name: string, text: (row: TableRow) => string])[];

const clock = (iso: string): string => time(iso).slice(11);
const state: Cells[number] = ['state', (row) => row.state ?? ''];

/** The full table and narrower ones for narrow terminals. The first `left` columns are aligned to the left. */
const tables: readonly (readonly [left: number, cells: Cells])[] = [
  [
    2,
    [
      ['window_start', (row) => time(row.window_start)],
      ['window_end', (row) => time(row.window_end)],
      ['record_count', (row) => String(row.record_count)],
      ['total_transaction_value', (row) => row.total_transaction_value],
      ['average_transaction_value', (row) => row.average_transaction_value],
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
      ['total', (row) => row.total_transaction_value],
      ['average', (row) => row.average_transaction_value],
      ['customers', (row) => String(row.unique_customers)],
      ['batches', (row) => `${row.min_batch_number}-${row.max_batch_number}`],
    ],
  ],
  [
    1,
    [
      ['start', (row) => clock(row.window_start)],
      ['records', (row) => String(row.record_count)],
      ['total', (row) => row.total_transaction_value],
    ],
  ],
];

/** Formats windows as a text table with a header, times in UTC. Uses the widest table that fits into `columns` characters. */
export function formatWindows(rows: readonly TableRow[], columns: number = Infinity): string {
  const hasState = rows.length > 0 && rows.every((row) => row.state !== undefined);
  const texts = tables.map(([left, cells]) =>
    hasState
      ? formatTable(rows, left + 1, [...cells.slice(0, left), state, ...cells.slice(left)])
      : formatTable(rows, left, cells),
  );
  return texts.find((text) => text.indexOf('\n') <= columns) ?? texts.at(-1)!;
}

function formatTable(rows: readonly TableRow[], left: number, cells: Cells): string {
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
export function formatTotals({ windows, records, countsOnce, value }: WindowTotals): string {
  const note = countsOnce ? '' : ' (once for each of their windows)';
  return `${windows} windows, ${records} records${note}, ${String(value)} in value`;
}
