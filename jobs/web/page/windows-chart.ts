import uPlot from 'uplot';
import type { WindowSnapshot } from '../../monitor/job-snapshot.ts';
import { DataTable } from './data-table.ts';
import { element, setText, whenChanged, type View } from './dom.ts';
import { count, dollars, shortCount, shortDollars, time, type Format } from './format.ts';
import { Legend } from './legend.ts';
import { Plot, plotTime } from './plot.ts';
import { color } from './theme.ts';
import { chartCard } from './time-chart.ts';

/** What the bars show. */
interface Measure {
  readonly id: string;
  readonly label: string;
  readonly axis: Format;
  readonly value: (window: WindowSnapshot) => number;
}

const measures: readonly [Measure, ...Measure[]] = [
  { id: 'value', label: 'Value', axis: shortDollars, value: (window) => window.total_transaction_value },
  { id: 'records', label: 'Records', axis: shortCount, value: (window) => window.record_count },
];

/** How many of the newest windows the chart shows. */
const ranges = [
  { id: 'newest', label: 'Newest 30', windows: 30 },
  { id: 'all', label: 'All', windows: Infinity },
] as const;

const tableRows = 100;
const bars = uPlot.paths.bars!({ size: [0.78, 48], radius: 0.1 });

/** One bar per window. Bars of final windows are solid, those of open windows are hatched. */
export class WindowsChart implements View<readonly WindowSnapshot[]> {
  readonly element: HTMLElement;
  readonly #legend = new Legend([
    { label: 'Final', color: '--series-1', mark: 'solid' },
    { label: 'Open: may still change', color: '--series-1', mark: 'hatched' },
  ]);
  readonly #detail = element('p', { class: 'detail' });
  readonly #table = new DataTable(`Windows, newest first, at most ${tableRows}`);
  readonly #plot: Plot;
  readonly update = whenChanged<readonly WindowSnapshot[]>(
    (windows) => [windows],
    (windows) => {
      this.#windows = windows;
      this.#render();
    },
  );
  #windows: readonly WindowSnapshot[] = [];
  #shown: readonly WindowSnapshot[] = [];
  #measure: Measure = measures[0];
  #limit: number = ranges[0].windows;

  constructor() {
    this.#plot = new Plot({
      label: 'Windows',
      series: [
        { scale: 'left', width: 0, paths: bars, points: { show: false }, ...colors(() => color('--series-1')) },
        { scale: 'left', width: 1.5, paths: bars, points: { show: false }, ...colors(hatching) },
      ],
      axes: [{ scale: 'left', side: 'left', format: (value) => this.#measure.axis(value) }],
      range: () => this.#timeRange(),
      onPoint: (index) => this.#showWindow(index),
    });
    const options = element(
      'div',
      { class: 'options' },
      choice('Bars show', measures, (measure) => {
        this.#measure = measure;
        this.#render();
      }),
      choice('Windows shown', ranges, ({ windows }) => {
        this.#limit = windows;
        this.#render();
      }),
    );
    this.element = chartCard(
      { id: 'windows', title: 'Windows', note: 'One bar per window, at its start' },
      element('div', { class: 'card-bar' }, this.#legend.element, options),
      this.#plot.element,
      this.#detail,
      this.#table.element,
    );
  }

  #render(): void {
    this.#shown = this.#limit === Infinity ? this.#windows : this.#windows.slice(-this.#limit);
    const barsOf = (state: WindowSnapshot['state']): (number | null)[] =>
      this.#shown.map((window) => (window.state === state ? this.#measure.value(window) : null));
    this.#plot.data = [this.#shown.map(({ window_start }) => plotTime(window_start)), barsOf('final'), barsOf('open')];
    this.#showWindow(null);
    this.#table.update(() => ({
      columns: ['Start', 'End', 'State', 'Records', 'Value', 'Average', 'Customers'],
      rows: this.#windows.slice(-tableRows).reverse().map(cells),
    }));
  }

  /** Shows the figures of a window, or of the newest one. */
  #showWindow(index: number | null): void {
    const window = this.#shown.at(index ?? -1);
    setText(this.#detail, window ? describe(window) : 'No windows yet');
  }

  #timeRange(): uPlot.Range.MinMax {
    const [first, last] = [this.#shown[0], this.#shown.at(-1)];
    if (first === undefined || last === undefined) return [0, 60];
    const slide = this.#shown[1] ? plotTime(this.#shown[1].window_start) - plotTime(first.window_start) : 5;
    // The last bar extends over half a slide on both sides.
    return [plotTime(first.window_start) - slide, plotTime(last.window_start) + slide];
  }
}

function describe(window: WindowSnapshot): string {
  return `${time(window.window_start)}–${time(window.window_end)}: ${count(window.record_count)} records, ${dollars(window.total_transaction_value)}, ${count(window.unique_customers)} customers, ${window.state}`;
}

function cells(window: WindowSnapshot): readonly string[] {
  return [
    time(window.window_start),
    time(window.window_end),
    window.state,
    count(window.record_count),
    dollars(window.total_transaction_value),
    dollars(window.average_transaction_value),
    count(window.unique_customers),
  ];
}

function colors(fill: () => string | CanvasPattern): Pick<uPlot.Series, 'stroke' | 'fill'> {
  return { stroke: () => color('--series-1'), fill };
}

/** A pattern of diagonal lines. */
function hatching(): CanvasPattern {
  const size = 8 * devicePixelRatio;
  const tile = element('canvas', { width: size, height: size });
  const context = tile.getContext('2d')!;
  context.strokeStyle = color('--series-1');
  context.lineWidth = 1.5 * devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat')!;
}

/** A group of radio buttons. The first one is checked. */
function choice<Option extends { readonly id: string; readonly label: string }>(
  name: string,
  options: readonly Option[],
  choose: (option: Option) => void,
): HTMLElement {
  const labels = options.map((option, index) => {
    const input = element('input', { type: 'radio', name, id: `choice-${option.id}`, checked: index === 0 });
    input.addEventListener('change', () => choose(option));
    return element('label', {}, input, element('span', {}, option.label));
  });
  return element('fieldset', { class: 'choice' }, element('legend', { class: 'hidden' }, name), ...labels);
}
