import { cellText, isNumber, sqlName } from '../../plot/cell-text.ts';
import { escapeHtml } from '../../plot/escape-html.ts';
import type { MediaBundle } from '../../plot/media-bundle.ts';
import type { DataType } from '../../types/data-type.ts';
import type { StructField } from '../../types/struct-type.ts';
import type { DataFrame } from '../data-frame.ts';

/** Rows of a table in a notebook, as in PySpark. */
const maxRows = 20;
/** Characters of a cell. */
const maxCellLength = 100;

/** Returns what a notebook shows for a frame: a table of its first rows, or the schema of a streaming frame. */
export async function displayFrame(frame: DataFrame): Promise<MediaBundle> {
  const schema = await frame.schema();
  if (await frame.isStreaming()) {
    return { 'text/plain': `A streaming frame, which writeStream starts.\n${schema.treeString().trimEnd()}` };
  }
  // One more, to know whether there are more.
  const rows = await frame.limit(maxRows + 1).collect({ rows: 'arrays' });
  return { 'text/html': table(schema.fields, rows), 'text/plain': frame.toString() };
}

function table(columns: readonly StructField[], rows: readonly (readonly unknown[])[]): string {
  const names = columns.map(
    ({ name, dataType }) =>
      `<th style="text-align: left">${escapeHtml(name)}<br><small style="font-weight: normal">${escapeHtml(sqlName(dataType))}</small></th>`,
  );
  const lines = rows
    .slice(0, maxRows)
    .map((row) => `<tr>${row.map((value, index) => cell(value, columns[index]!.dataType)).join('')}</tr>`);
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

function cell(value: unknown, dataType: DataType): string {
  const text = cellText(value, dataType);
  const cut = text.length > maxCellLength ? `${text.slice(0, maxCellLength - 1)}…` : text;
  const align = isNumber(dataType) ? 'right' : 'left';
  return `<td style="text-align: ${align}">${escapeHtml(cut)}</td>`;
}

function rowsText(read: number): string {
  if (read > maxRows) return `The first ${maxRows} rows; there are more.`;
  return read === 1 ? '1 row' : `${read} rows`;
}
