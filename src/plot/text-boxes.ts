import stringWidth from 'string-width';
import { printable } from './cell-text.ts';
import type { Box, BoxChart } from './chart.ts';
import { padded } from './fit-text.ts';
import type { TextArea } from './text-area.ts';
import { endsLine } from './text-frame.ts';
import { extentOf, numberLabel, placeIn, type Extent } from './text-scale.ts';

/** A label takes at most this part of the width. */
const labelShare = 0.3;

/** Draws a line for each box, all on one scale. */
export function textBoxes({ boxes }: BoxChart, { width, height }: TextArea): readonly string[] {
  if (boxes.length === 0) return [];
  const shown = boxes.slice(0, height);
  const values = shown.flatMap((box) => [box.lowerWhisker, box.upperWhisker, ...box.outliers]);
  const extent = extentOf(values);
  const labels = shown.map(({ column }) => printable(column));
  const labelWidth = Math.min(Math.floor(width * labelShare), Math.max(...labels.map((label) => stringWidth(label))));
  const room = width - labelWidth - 2;
  const ends = [extent.least, extent.greatest].map(numberLabel);
  const left = boxes.length - shown.length;
  return [
    ...shown.map((box, index) => `${padded(labels[index]!, labelWidth)} │${boxLine(box, extent, room)}`.trimEnd()),
    `${' '.repeat(labelWidth)} └${'─'.repeat(room)}`,
    `${' '.repeat(labelWidth + 2)}${endsLine(ends, room)}`,
    ...(left > 0 ? [`… and ${left} more boxes.`] : []),
    ...(boxes.length === 1 ? [figures(boxes[0]!)] : []),
  ];
}

/** Draws outliers, whiskers, the box and its median, each over what it hides. */
function boxLine(box: Box, extent: Extent, room: number): string {
  const cells = Array.from({ length: room }, () => ' ');
  const at = (value: number): number => Math.min(room - 1, Math.max(0, Math.floor(placeIn(extent, value) * room)));
  for (const outlier of box.outliers) cells[at(outlier)] = '∘';
  cells.fill('─', at(box.lowerWhisker), at(box.upperWhisker) + 1);
  cells[at(box.lowerWhisker)] = '├';
  cells[at(box.upperWhisker)] = '┤';
  cells.fill('█', at(box.q1), at(box.q3) + 1);
  cells[at(box.median)] = '┃';
  return cells.join('');
}

function figures({ lowerWhisker, q1, median, q3, upperWhisker }: Box): string {
  const parts = { whiskers: `${numberLabel(lowerWhisker)} to ${numberLabel(upperWhisker)}`, q1, median, q3 };
  return Object.entries(parts)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? numberLabel(value) : value}`)
    .join(', ');
}
