import stringWidth from 'string-width';
import { printable } from './cell-text.ts';
import type { Bucket, HistogramChart } from './chart.ts';
import { padded } from './fit-text.ts';
import type { TextArea } from './text-area.ts';
import { endsLine } from './text-frame.ts';
import { numberLabel } from './text-scale.ts';

/** Parts of a character from the bottom, by eighths. */
const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The columns of a histogram have no more characters than this. */
const maxColumnWidth = 8;

/** Draws the buckets of each column as vertical columns of characters, one histogram below the other. */
export function textColumns({ columns, buckets }: HistogramChart, area: TextArea): readonly string[] {
  const height = Math.max(3, Math.floor(area.height / Math.max(1, columns.length)));
  return columns.flatMap((column) => {
    const own = buckets.filter((bucket) => bucket.column === column);
    return own.length === 0 ? [] : [printable(`count by ${column}`), ...histogram(own, { ...area, height })];
  });
}

function histogram(buckets: readonly Bucket[], { width, height }: TextArea): readonly string[] {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const labels = [numberLabel(most), '0'];
  const labelWidth = Math.max(...labels.map((label) => stringWidth(label)));
  const room = width - labelWidth - 2;
  const merged = mergedBuckets(buckets, room);
  const greatest = Math.max(1, ...merged.map(({ count }) => count));
  const columnWidth = Math.max(1, Math.min(maxColumnWidth, Math.floor(room / merged.length)));
  const rows = Array.from({ length: height }, (_, index) => {
    const cells = merged.map(({ count }) => cell(count, greatest, height, height - 1 - index).repeat(columnWidth));
    const label = index === 0 ? numberLabel(greatest) : index === height - 1 ? '0' : '';
    return `${padded(label, labelWidth, true)} │${cells.join('')}`.trimEnd();
  });
  const columns = columnWidth * merged.length;
  const ends = [buckets[0]!.start, buckets.at(-1)!.end].map(numberLabel);
  return [
    ...rows,
    `${' '.repeat(labelWidth)} └${'─'.repeat(columns)}`,
    `${' '.repeat(labelWidth + 2)}${endsLine(ends, columns)}`,
  ];
}

/** Combines neighbors if there are more buckets than characters. */
function mergedBuckets(buckets: readonly Bucket[], room: number): readonly { readonly count: number }[] {
  const size = Math.ceil(buckets.length / Math.max(1, room));
  if (size === 1) return buckets;
  return Array.from({ length: Math.ceil(buckets.length / size) }, (_, index) => ({
    count: buckets.slice(index * size, (index + 1) * size).reduce((sum, { count }) => sum + count, 0),
  }));
}

/** Returns the character of a column in a row, counted from the bottom. */
function cell(count: number, greatest: number, height: number, row: number): string {
  const parts = count === 0 ? 0 : Math.max(1, Math.round((count / greatest) * height * 8));
  return eighths[Math.max(0, Math.min(8, parts - row * 8))]!;
}
