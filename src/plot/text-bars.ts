import stringWidth from 'string-width';
import { printable } from './cell-text.ts';
import type { Bar, BarChart } from './chart.ts';
import { padded } from './fit-text.ts';
import type { TextArea } from './text-area.ts';
import { numberLabel, placeIn } from './text-scale.ts';
import { percent } from './to-spec.ts';

/** A full character, and the parts of one by eighths. */
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const full = '█';

/** A label takes at most this part of the width. */
const labelShare = 0.4;

/** A bar with its texts. */
interface Line {
  readonly label: string;
  readonly series: string;
  readonly value: number;
  readonly text: string;
}

/** Draws horizontal bars: the first ones, if there are more than lines. */
export function textBars(chart: BarChart, { width, height }: TextArea): readonly string[] {
  const { bars, categoryTitle, valueTitle } = chart;
  const shown = linesOf(chart, bars.slice(0, height));
  const labelWidth = widest(
    shown.map(({ label }) => label),
    width,
  );
  const seriesWidth = widest(
    shown.map(({ series }) => series),
    width / 2,
  );
  const textWidth = Math.max(0, ...shown.map(({ text }) => stringWidth(text)));
  const room = Math.max(1, width - labelWidth - (seriesWidth === 0 ? 0 : seriesWidth + 1) - textWidth - 2);
  // Of all bars, so that the lengths mean the same if some are left out.
  const values = bars.map(({ value }) => value ?? 0);
  const extent = { least: Math.min(0, ...values), greatest: Math.max(0, ...values) };
  const range = extent.least === extent.greatest ? { least: 0, greatest: 1 } : extent;
  const lines = shown.map(({ label, series, value, text }) =>
    [
      padded(label, labelWidth),
      ...(seriesWidth === 0 ? [] : [padded(series, seriesWidth)]),
      `${bar(value, range, room)} ${text}`,
    ].join(' '),
  );
  const left = bars.length - shown.length;
  return [
    printable(`${valueTitle} by ${categoryTitle}`),
    ...lines,
    ...(left > 0 ? [`… and ${left.toLocaleString('en')} more bars.`] : []),
  ];
}

function linesOf({ kind, bars: all }: BarChart, bars: readonly Bar[]): readonly Line[] {
  const total = all.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return bars.map(({ category, series = '', value }, index) => ({
    // A group of bars has one label.
    label: bars[index - 1]?.category === category && series !== '' ? '' : printable(category),
    series: printable(series),
    value: value ?? 0,
    text: value === null ? '-' : kind === 'pie' ? percent(total === 0 ? 0 : value / total) : numberLabel(value),
  }));
}

function widest(texts: readonly string[], width: number): number {
  return Math.min(Math.floor(width * labelShare), Math.max(0, ...texts.map((text) => stringWidth(text))));
}

/** Draws the bar of a value from zero, which is at the left unless there are negative values. */
function bar(value: number, range: { readonly least: number; readonly greatest: number }, room: number): string {
  const zero = Math.round(placeIn(range, 0) * room);
  if (value < 0) {
    const cells = Math.min(zero, Math.max(1, Math.round((value / range.least) * zero)));
    return ' '.repeat(zero - cells) + full.repeat(cells);
  }
  const parts = value === 0 ? 0 : Math.max(1, Math.round((value / range.greatest) * (room - zero) * 8));
  return ' '.repeat(zero) + full.repeat(Math.floor(parts / 8)) + eighths[parts % 8]!;
}
