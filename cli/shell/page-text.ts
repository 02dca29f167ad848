import { styleText } from 'node:util';
import type { Page } from './frame-pages.ts';
import { layoutTable } from './table-layout.ts';

interface PageTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colors: boolean;
  /** What the user does to see the next page. Undefined if there is no way. */
  readonly next: string | undefined;
}

/** The lines of a page that are not rows: the header, the footer, and the prompt after it. */
export const linesAroundRows = 6;

/** Returns a page as a table with a sentence about the rows that it does not show. */
export function pageText(page: Page, { width, colors, next }: PageTextOptions): string {
  // The result of a command.
  if (page.columns.length === 0) return 'Done.';
  const { header, body, hidden } = layoutTable(page, width);
  const [names = '', ...rest] = header;
  const style = (format: 'bold' | 'dim', text: string): string => (colors ? styleText(format, text) : text);
  const footer = [...(hidden.length === 0 ? [] : [hiddenText(hidden)]), rowsText(page, next)].join(' ');
  return [style('bold', names), ...rest.map((line) => style('dim', line)), ...body, style('dim', footer)].join('\n');
}

function rowsText({ start, rows, hasMore, isCutOff }: Page, next: string | undefined): string {
  const end = start + rows.length;
  const range = `Rows ${number(start + 1)} to ${number(end)}`;
  if (hasMore) return next === undefined ? `${range}; there are more.` : `${range}. ${next}`;
  if (isCutOff) return `${range}; there are more. To see others, filter or sort the frame, or set --rows.`;
  if (start > 0) return `${range}. These are the last.`;
  return rows.length === 1 ? '1 row.' : `${number(rows.length)} rows.`;
}

function hiddenText(names: readonly string[]): string {
  const some = names.slice(0, 5).join(', ');
  return `Columns that do not fit: ${some}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
