import { cellText } from '../../plot/cell-text.ts';
import { escapeHtml } from '../../plot/escape-html.ts';
import type { MediaBundle } from '../../plot/media-bundle.ts';
import { rowValues } from '../../types/row.ts';
import type { DataFrame } from '../data-frame.ts';

/** Rows of a table in a notebook, as in PySpark. */
const maxRows = 20;
/** Characters of a cell. */
const maxCellLength = 100;

const numeric = /^(tinyint|smallint|int|bigint|float|double|decimal\b.*)$/;

/** Returns what a notebook shows for a frame: a table of its first rows, or the schema of a streaming frame. */
export async function displayFrame(frame: DataFrame): Promise<MediaBundle> {
  const columns = await frame.dtypes();
  if (await frame.isStreaming()) {
    return {
      'text/plain': `A streaming frame, which writeStream starts.\n${(await frame.schema()).treeString().trimEnd()}`,
    };
  }
  // One more, to know whether there are more.
  const first = frame.limit(maxRows + 1);
  // Arrays hold structs as arrays, too, and would lose that these are structs. Objects cannot hold two columns of the same name.
  const isUnique = new Set(columns.map(([name]) => name)).size === columns.length;
  const rows = isUnique ? (await first.collect()).map(rowValues) : await first.collect({ rows: 'arrays' });
  return { 'text/html': table(columns, rows), 'text/plain': frame.toString() };
}

function table(columns: readonly (readonly [string, string])[], rows: readonly (readonly unknown[])[]): string {
  const names = columns.map(
    ([name, type]) =>
      `<th style="text-align: left">${escapeHtml(name)}<br><small style="font-weight: normal">${escapeHtml(type)}</small></th>`,
  );
  const lines = rows
    .slice(0, maxRows)
    .map((row) => `<tr>${row.map((value, index) => cell(value, columns[index]![1])).join('')}</tr>`);
  return [
    '<table style="white-space: nowrap">',
    `<thead><tr>${names.join('')}</tr></thead>`,
    '<tbody>',
    ...lines,
    '</tbody>',
    '</table>',
    `<small>${rowsText(rows.length)}</small>`,
  ].join('\n');
}

function cell(value: unknown, type: string): string {
  const text = cellText(value);
  const cut = text.length > maxCellLength ? `${text.slice(0, maxCellLength - 1)}…` : text;
  const align = numeric.test(type) ? 'right' : 'left';
  return `<td style="text-align: ${align}">${escapeHtml(cut)}</td>`;
}

function rowsText(read: number): string {
  if (read > maxRows) return `The first ${maxRows} rows; there are more.`;
  return read === 1 ? '1 row' : `${read} rows`;
}
