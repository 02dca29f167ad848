import stringWidth from 'string-width';
import { padded } from './fit-text.ts';

/** Returns the labels of both ends of an axis on one line of this width, or, if there is no room, one after the other. */
export function endsLine([first = '', last = '']: readonly string[], width: number): string {
  const space = width - stringWidth(first) - stringWidth(last);
  return first + ' '.repeat(Math.max(1, space)) + last;
}

/** The labels of an axis that frames a plotting area. */
export interface FrameLabels {
  /** At the top, in the middle and at the bottom. */
  readonly vertical: readonly [string, string, string];
  readonly horizontal: readonly [string, string];
}

/** Returns how many columns remain for the plotting area. */
export function roomInFrame({ vertical }: FrameLabels, width: number): number {
  return Math.max(1, width - labelWidth(vertical) - 2);
}

/** Draws the axes around the rows of a plotting area. */
export function framed(
  rows: readonly string[],
  { vertical, horizontal }: FrameLabels,
  room: number,
): readonly string[] {
  const width = labelWidth(vertical);
  const labels = new Map([
    [Math.floor((rows.length - 1) / 2), vertical[1]],
    [0, vertical[0]],
    [rows.length - 1, vertical[2]],
  ]);
  return [
    ...rows.map((row, index) => {
      const label = labels.get(index);
      return `${padded(label ?? '', width, true)} ${label === undefined ? '│' : '┤'}${row}`;
    }),
    `${' '.repeat(width)} └${'─'.repeat(room)}`,
    `${' '.repeat(width + 2)}${endsLine(horizontal, room)}`,
  ];
}

function labelWidth(labels: readonly string[]): number {
  return Math.max(...labels.map((label) => stringWidth(label)));
}
