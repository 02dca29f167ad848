import type uPlot from 'uplot';
import type { HistoryPoint } from '../../monitor/job-snapshot.ts';
import { DataTable } from './data-table.ts';
import { element, whenChanged, type View } from './dom.ts';
import { time, unknown, type Format } from './format.ts';
import { Legend } from './legend.ts';
import { Plot, plotTime, type NumberAxis } from './plot.ts';
import { color } from './theme.ts';

/** A curve of a chart over time. */
export interface Curve {
  readonly label: string;
  /** The custom property with the color. */
  readonly color: string;
  readonly dashed?: boolean;
  readonly filled?: boolean;
  /** Default: the axis on the left. */
  readonly side?: 'left' | 'right';
  readonly format: Format;
  /** Labels the axis. Default: `format`. */
  readonly axisFormat?: Format;
  readonly value: (point: HistoryPoint) => number | null;
}

export interface TimeChartOptions {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly curves: readonly Curve[];
}

/** Rows of the table: the last minute. */
const tableRows = 60;

/** The shortest time that a chart shows, in seconds. */
const shortestRange = 60;

/** A card with curves over the last minutes. */
export class TimeChart implements View<readonly HistoryPoint[]> {
  readonly element: HTMLElement;
  readonly #curves: readonly Curve[];
  readonly #legend: Legend;
  readonly #plot: Plot;
  readonly #table: DataTable;
  readonly update = whenChanged<readonly HistoryPoint[]>(
    (history) => [history],
    (history) => this.#render(history),
  );
  #history: readonly HistoryPoint[] = [];

  constructor({ id, title, note, curves }: TimeChartOptions) {
    this.#curves = curves;
    this.#legend = new Legend(
      curves.map(({ label, color, dashed, filled }) => ({
        label,
        color,
        mark: dashed ? 'dashed' : filled ? 'solid' : 'line',
      })),
    );
    this.#table = new DataTable(`${title}, newest first`);
    this.#plot = new Plot({
      label: title,
      series: curves.map(seriesOf),
      axes: axesOf(curves),
      range: (_, min, max) => [Math.min(min, max - shortestRange), max],
      onPoint: (index) => this.#showValues(index),
    });
    this.element = chartCard({ id, title, note }, this.#legend.element, this.#plot.element, this.#table.element);
  }

  #render(history: readonly HistoryPoint[]): void {
    this.#history = history;
    this.#plot.data = [history.map(({ at }) => plotTime(at)), ...this.#curves.map(({ value }) => history.map(value))];
    this.#showValues(null);
    this.#table.update(() => ({
      columns: ['Time', ...this.#curves.map(({ label }) => label)],
      rows: history
        .slice(-tableRows)
        .reverse()
        .map((point) => [time(point.at), ...this.#curves.map(({ value, format }) => format(value(point)))]),
    }));
  }

  /** Shows the values at an index, or the newest ones. */
  #showValues(index: number | null): void {
    const point = this.#history.at(index ?? -1);
    this.#legend.values = this.#curves.map(({ value, format }) => (point ? format(value(point)) : unknown));
  }
}

/** Creates a card with a heading. */
export function chartCard(
  { id, title, note }: { readonly id: string; readonly title: string; readonly note: string },
  ...content: readonly HTMLElement[]
): HTMLElement {
  const heading = element('h2', { id: `${id}-title` }, title);
  return element(
    'section',
    { class: 'card', id, 'aria-labelledby': `${id}-title` },
    element('div', { class: 'card-head' }, heading, element('p', { class: 'note' }, note)),
    ...content,
  );
}

function seriesOf({ color: variable, dashed, filled, side = 'left' }: Curve): uPlot.Series {
  return {
    scale: side,
    stroke: () => color(variable),
    width: 2,
    points: { show: false },
    ...(dashed && { dash: [6, 4] }),
    ...(filled && { fill: () => color(`${variable}-soft`) }),
  };
}

function axesOf(curves: readonly Curve[]): readonly NumberAxis[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const curve = curves.find((candidate) => (candidate.side ?? 'left') === side);
    return curve ? [{ scale: side, side, format: curve.axisFormat ?? curve.format }] : [];
  });
}
