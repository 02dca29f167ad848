import stringWidth from 'string-width';
import type { StructType } from '../../src/index.ts';
import { cellText, isNumber, printable, sqlName } from '../../src/plot/cell-text.ts';
import { padded } from '../../src/plot/fit-text.ts';

/** The columns and rows of a table. */
export interface TableData {
  readonly columns: readonly TableColumn[];
  /** The values of each row, in the order of the columns. */
  readonly rows: readonly (readonly unknown[])[];
}

export type TableColumn = StructType['fields'][number];

/** A table as lines of text. */
export interface TableText {
  /** The names, the types, and a rule. */
  readonly header: readonly string[];
  readonly body: readonly string[];
  /** The names of the columns that do not fit. */
  readonly hidden: readonly string[];
}

const separator = ' │ ';
/** A column is not made narrower than this, if its contents are wider; it is left out instead. */
const minWidth = 8;

/** A type does not make its column wider than this. */
const maxTypeWidth = 24;

/**
 * Lays out a table with at most `maxColumns` columns of a terminal: it cuts the widest columns first, and leaves out the last ones if that
 * is not enough. Counts wide characters, such as those of Chinese, and emoji as the two columns that they take.
 */
export function layoutTable({ columns, rows }: TableData, maxColumns: number): TableText {
  // Measuring takes long for a text of megabytes. A character on the screen hardly ever has more than eight code units.
  const maxUnits = maxColumns * 8;
  const texts = columns.map(({ name, dataType }, index) => ({
    name: printable(name),
    type: sqlName(dataType),
    isNumber: isNumber(dataType),
    cells: rows.map((row) => cellText(row[index], dataType).slice(0, maxUnits)),
  }));
  const natural = texts.map(({ name, type, cells }) =>
    Math.max(stringWidth(name), Math.min(stringWidth(type), maxTypeWidth), ...cells.map((cell) => stringWidth(cell))),
  );
  const widths = fittingWidths(natural, maxColumns);
  const shown = texts.slice(0, widths.length);
  const line = (of: (column: (typeof texts)[number]) => string, alignsRight: boolean): string =>
    shown
      .map((column, index) => padded(of(column), widths[index]!, alignsRight && column.isNumber))
      .join(separator)
      .trimEnd();
  return {
    header: [
      line(({ name }) => name, true),
      line(({ type }) => type, true),
      widths.map((width) => '─'.repeat(width)).join('─┼─'),
    ],
    body: rows.map((_, index) => line(({ cells }) => cells[index]!, true)),
    hidden: texts.slice(widths.length).map(({ name }) => name),
  };
}

/** Returns the widths of the columns that fit, from the first one. There is always at least one. */
export function fittingWidths(natural: readonly number[], maxColumns: number): readonly number[] {
  for (let count = natural.length; count > 1; count--) {
    const room = maxColumns - separator.length * (count - 1);
    const wanted = natural.slice(0, count);
    if (sum(wanted.map((width) => Math.min(width, minWidth))) <= room) return shrunk(wanted, room);
  }
  return natural.slice(0, 1).map((width) => Math.max(1, Math.min(width, maxColumns)));
}

/** Cuts the widest columns until all fit. */
function shrunk(wanted: readonly number[], room: number): readonly number[] {
  let left = room;
  const ascending = [...wanted.entries()].sort(([, a], [, b]) => a - b);
  const widths = [...wanted];
  for (const [rank, [index, width]] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - rank));
    widths[index] = Math.min(width, share);
    left -= widths[index];
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
