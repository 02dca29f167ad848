import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { printable } from './cell-text.ts';
import type { Chart } from './chart.ts';
import { truncated } from './fit-text.ts';
import type { TextArea } from './text-area.ts';
import { textBars } from './text-bars.ts';
import { textBoxes } from './text-boxes.ts';
import { textColumns } from './text-columns.ts';
import { textPoints } from './text-points.ts';

export interface TextChartOptions {
  /** Columns of the terminal, 20 or more. Default: those of standard output, or 80. */
  readonly width?: number | undefined;
  /** Lines of the plotting area, 3 or more; a bar takes one. Default: 16, and 30 for bars and pies. */
  readonly height?: number | undefined;
  /** Whether series differ by color rather than by character. Default: false. */
  readonly colors?: boolean | undefined;
}

const [minWidth, maxWidth, defaultWidth] = [20, 1000, 80];
const [minHeight, maxHeight, defaultHeight] = [3, 1000, 16];
/** Each bar takes a line. */
const defaultBars = 30;

/** Returns a chart as lines of text. */
export function textChart(chart: Chart, { width, height, colors = false }: TextChartOptions): string {
  const columns = width ?? Math.max(minWidth, Math.min(maxWidth, process.stdout.columns || defaultWidth));
  const area = {
    width: requireCells('width', columns, minWidth, maxWidth),
    height: requireCells('height', height ?? ('bars' in chart ? defaultBars : defaultHeight), minHeight, maxHeight),
    colors,
  };
  const heading = chart.title === undefined ? [] : [chart.title];
  const lines = [...heading.map(printable), ...body(chart, area), ...chart.notices.map(printable)];
  return lines.map((line) => truncatedLine(line, area)).join('\n');
}

function body(chart: Chart, area: TextArea): readonly string[] {
  switch (chart.kind) {
    case 'line':
    case 'area':
    case 'scatter':
      return textPoints(chart, area);
    case 'bar':
    case 'barh':
    case 'pie':
      return textBars(chart, area);
    case 'hist':
      return textColumns(chart, area);
    case 'box':
      return textBoxes(chart, area);
  }
}

/** Cuts a line without codes for colors; the other parts of a chart do so for theirs. */
function truncatedLine(line: string, { width }: TextArea): string {
  return (line.includes('\u001B') ? line : truncated(line, width)).trimEnd();
}

function requireCells(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new IllegalArgumentException(`toText() needs an integer from ${least} to ${most} as ${option}, not ${value}.`);
}
