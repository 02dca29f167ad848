import uPlot from 'uplot';
import { element } from './dom.ts';
import { time, type Format } from './format.ts';
import { color, onThemeChange } from './theme.ts';

const height = 180;

/** The possible steps between the labels of the time axis, in seconds. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 604_800];

/** An axis of numbers. */
export interface NumberAxis {
  readonly scale: string;
  readonly format: Format;
  readonly side: 'left' | 'right';
}

/** The parts of a plot that differ between charts. */
export interface PlotOptions {
  readonly label: string;
  readonly series: readonly uPlot.Series[];
  readonly axes: readonly NumberAxis[];
  readonly range: uPlot.Scale.Range;
  /** Receives the index under the pointer; null when there is none. */
  readonly onPoint: (index: number | null) => void;
}

/** Returns the x value of a time. */
export function plotTime(iso: string): number {
  return Date.parse(iso) / 1000;
}

/** A chart on a canvas that fills the width of its card and follows the theme. */
export class Plot {
  readonly element: HTMLElement;
  readonly #plot: uPlot;
  readonly #observer = new ResizeObserver(([entry]) => this.#resize(entry!.contentRect.width));
  readonly #endTheme: () => void;

  constructor(options: PlotOptions) {
    this.element = element('div', {
      class: 'plot',
      role: 'img',
      'aria-label': `Chart: ${options.label}. Its data is in the table.`,
    });
    this.#plot = new uPlot(plotOptions(options), [[]], this.element);
    this.#observer.observe(this.element);
    this.#endTheme = onThemeChange(() => this.#plot.redraw());
  }

  /** Shows other values. The first column has the times, and the others belong to the series. */
  set data(columns: readonly (readonly (number | null)[])[]) {
    this.#plot.setData(columns as uPlot.AlignedData);
  }

  remove(): void {
    this.#observer.disconnect();
    this.#endTheme();
    this.#plot.destroy();
  }

  #resize(width: number): void {
    if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height });
  }
}

function plotOptions({ series, axes, range, onPoint }: PlotOptions): uPlot.Options {
  const style = { stroke: () => color('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  const border = { stroke: () => color('--grid'), width: 1 };
  return {
    width: 300,
    height,
    series: [{}, ...series],
    legend: { show: false },
    cursor: { drag: { x: false, y: false, setScale: false }, points: { size: 6 } },
    scales: { x: { time: true, range }, ...Object.fromEntries(axes.map(({ scale }) => [scale, { range: fromZero }])) },
    axes: [
      {
        ...style,
        size: 24,
        gap: 6,
        space: 70,
        incrs: timeSteps,
        grid: { show: false },
        border: { ...border, show: true },
        values: (_, splits) => splits.map((at) => time(new Date(at * 1000).toISOString())),
      },
      ...axes.map(({ scale, format, side }) => ({
        ...style,
        scale,
        size: 54,
        gap: 6,
        space: 30,
        side: side === 'left' ? 3 : 1,
        grid: { ...border, show: side === 'left' },
        values: (_: uPlot, splits: number[]) => splits.map((value) => format(value)),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

/** The range of an axis of numbers: from 0, with some room above the highest value. */
function fromZero(_: uPlot, _low: number | null, high: number | null): uPlot.Range.MinMax {
  return [0, high === null || high <= 0 ? 1 : high * 1.1];
}
