import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { printable } from './cell-text.ts';
import type { Point, PointChart } from './chart.ts';
import { DotCanvas } from './dot-canvas.ts';
import { truncated } from './fit-text.ts';
import type { TextArea } from './text-area.ts';
import { framed, roomInFrame, type FrameLabels } from './text-frame.ts';
import { axisLabel, extentOf, numberLabel, placeIn, type Extent } from './text-scale.ts';

/** The characters of series without colors. */
const markers = ['•', '+', 'x', 'o', '*', '#', '%', '@'];
const styles = ['cyan', 'magenta', 'yellow', 'green', 'red', 'blue', 'white', 'gray'] as const;

const legendGap = '  ';
const colorSample = '■';

/** A point on the horizontal axis, which has numbers for text, too. */
interface Spot {
  readonly x: number;
  readonly y: number | null;
}

interface SpotSeries {
  readonly name: string;
  readonly spots: readonly Spot[];
}

/** Draws points, lines or areas with the dots of Braille characters. */
export function textPoints(chart: PointChart, area: TextArea): readonly string[] {
  const { kind, x, y } = chart;
  const heading = printable(`${y.title} by ${x.title}`);
  const series = seriesOf(chart);
  const spots = series.flatMap((each) => each.spots);
  const ys = spots.flatMap((spot) => spot.y ?? []);
  if (ys.length === 0) return [heading, 'No values.'];
  const across = extentOf(spots.map((spot) => spot.x));
  const up = extentOf(kind === 'area' ? [0, ...ys] : ys);
  const labels: FrameLabels = {
    vertical: [up.greatest, (up.least + up.greatest) / 2, up.least].map(numberLabel) as [string, string, string],
    horizontal: horizontalLabels(chart, across),
  };
  const room = roomInFrame(labels, area.width);
  const canvases = series.map((each) => drawn(each, kind, { across, up, room, height: area.height }));
  return [heading, ...framed(overlaid(canvases, area), labels, room), ...legend(series, area)];
}

/** Returns the points of each series, with text as its position. An area begins where the one below it ends. */
function seriesOf(chart: PointChart): readonly SpotSeries[] {
  const { kind, x, series } = chart;
  const positions = new Map(
    x.type === 'nominal' ? distinctTexts(chart.points).map((text, index) => [text, index]) : [],
  );
  const spot = (point: Point): Spot => ({ x: positions.get(String(point.x)) ?? Number(point.x), y: point.y });
  if (series.length === 0) return [{ name: '', spots: chart.points.map(spot) }];
  const groups = series.map((name) => ({ name, spots: chart.points.filter(({ color }) => color === name).map(spot) }));
  return kind === 'area' ? stacked(groups) : groups;
}

function distinctTexts(points: readonly Point[]): readonly string[] {
  return [...new Set(points.map(({ x }) => String(x)))];
}

function stacked(groups: readonly SpotSeries[]): readonly SpotSeries[] {
  const tops = new Map<number, number>();
  return groups.map(({ name, spots }) => ({
    name,
    spots: spots.map(({ x, y }) => {
      const top = (tops.get(x) ?? 0) + (y ?? 0);
      tops.set(x, top);
      return { x, y: top };
    }),
  }));
}

function horizontalLabels({ x, points }: PointChart, { least, greatest }: Extent): readonly [string, string] {
  if (x.type !== 'nominal') return [axisLabel(least, x), axisLabel(greatest, x)];
  const texts = distinctTexts(points);
  return [printable(texts[0] ?? ''), texts.length > 1 ? printable(texts.at(-1)!) : ''];
}

interface Plane {
  readonly across: Extent;
  readonly up: Extent;
  readonly room: number;
  readonly height: number;
}

function drawn({ spots }: SpotSeries, kind: PointChart['kind'], { across, up, room, height }: Plane): DotCanvas {
  const canvas = new DotCanvas(room, height);
  let previous: readonly [number, number] | undefined;
  for (const { x, y } of spots) {
    if (y === null) {
      previous = undefined;
      continue;
    }
    const here = [canvas.columnAt(placeIn(across, x)), canvas.rowAt(placeIn(up, y))] as const;
    if (kind === 'scatter' || previous === undefined) canvas.set(...here);
    else canvas.line(previous, here);
    if (kind !== 'scatter') previous = here;
  }
  if (kind === 'area') canvas.fillBelow(canvas.rowAt(placeIn(up, Math.max(0, up.least))));
  return canvas;
}

/** Puts the canvases of series on top of each other, the first one at the top. */
function overlaid(canvases: readonly DotCanvas[], { colors }: TextArea): readonly string[] {
  const [only] = canvases;
  if (canvases.length === 1) return only!.rows();
  return Array.from({ length: only!.height }, (_, row) =>
    Array.from({ length: only!.width }, (__, column) => {
      const series = canvases.findIndex((canvas) => canvas.hasDots(column, row));
      if (series === -1) return ' ';
      if (!colors) return markers[series % markers.length]!;
      return colored(canvases[series]!.character(column, row), series);
    }).join(''),
  );
}

/** Lists the series, as many on a line as fit. */
function legend(series: readonly SpotSeries[], { width, colors }: TextArea): readonly string[] {
  if (series.length <= 1) return [];
  const lines: { readonly text: string; readonly width: number }[] = [];
  for (const [index, { name }] of series.entries()) {
    const marker = colors ? colorSample : markers[index % markers.length]!;
    const entry = truncated(`${marker} ${printable(name)}`, width);
    const text = colors ? colored(entry, index) : entry;
    const last = lines.at(-1);
    const joined = (last?.width ?? width) + legendGap.length + stringWidth(entry);
    if (last !== undefined && joined <= width)
      lines.splice(-1, 1, { text: last.text + legendGap + text, width: joined });
    else lines.push({ text, width: stringWidth(entry) });
  }
  return lines.map(({ text }) => text);
}

/** Colors text even if standard output is not a terminal: the caller has asked for it. */
function colored(text: string, series: number): string {
  return styleText(styles[series % styles.length]!, text, { validateStream: false });
}
