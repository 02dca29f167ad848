import uPlot from 'uplot';
import type { HistoryPoint } from '../../monitor/job-snapshot.ts';
import { DataTable } from './data-table.ts';
import { element, whenChanged, type View } from './dom.ts';
import { duration, shortDuration, time } from './format.ts';
import { Legend } from './legend.ts';
import { Plot, plotTime } from './plot.ts';
import { color } from './theme.ts';
import { chartCard } from './time-chart.ts';

/** Spark's phases in the order in which a batch runs them. Others follow. */
const order = ['latestOffset', 'getBatch', 'queryPlanning', 'walCommit', 'addBatch', 'commitBatch', 'commitOffsets'];
const colors = 8;
const tableRows = 60;

const stepped = uPlot.paths.stepped!({ align: 1 });

/** The duration of the batches, stacked by phase. */
export class PhasesChart implements View<readonly HistoryPoint[]> {
  readonly element: HTMLElement;
  readonly #legend = new Legend();
  readonly #table = new DataTable('Duration of the batches by phase, newest first');
  readonly #place = element('div', { class: 'plot-place' });
  readonly update = whenChanged<readonly HistoryPoint[]>(
    (history) => [history],
    (history) => this.#render(history),
  );
  #phases: readonly string[] = [];
  #plot: Plot | undefined;
  #history: readonly HistoryPoint[] = [];

  constructor() {
    this.element = chartCard(
      { id: 'phases', title: 'Batch duration', note: 'By phase, stacked from below' },
      this.#legend.element,
      this.#place,
      this.#table.element,
    );
    this.#createPlot([]);
  }

  #render(history: readonly HistoryPoint[]): void {
    this.#history = history;
    const phases = phasesOf(history);
    if (phases.join() !== this.#phases.join()) this.#createPlot(phases);
    const sums = stack(phases, history);
    // The highest sum first, so that the lower ones are drawn over it.
    this.#plot!.data = [history.map(({ at }) => plotTime(at)), ...sums.toReversed()];
    this.#showValues(null);
    this.#table.update(() => ({
      columns: ['Time', 'Batch', ...phases],
      rows: history
        .slice(-tableRows)
        .reverse()
        .map((point) => [
          time(point.at),
          duration(point.batchDuration),
          ...phases.map((phase) => duration(point.phases[phase])),
        ]),
    }));
  }

  #createPlot(phases: readonly string[]): void {
    this.#phases = phases;
    const items = phases.map((label, index) => ({ label, color: colorOf(index), mark: 'solid' as const }));
    this.#legend.items = items;
    this.#plot?.remove();
    this.#plot = new Plot({
      label: 'Duration of the batches by phase',
      series: items.toReversed().map((item) => ({
        scale: 'left',
        width: 1,
        // A gap in the color of the card separates the phases.
        stroke: () => color('--surface'),
        fill: () => color(item.color),
        paths: stepped,
        points: { show: false },
      })),
      axes: [{ scale: 'left', side: 'left', format: shortDuration }],
      range: (_, min, max) => [Math.min(min, max - 60), max],
      onPoint: (index) => this.#showValues(index),
    });
    this.#place.replaceChildren(this.#plot.element);
  }

  #showValues(index: number | null): void {
    const point = this.#history.at(index ?? -1);
    this.#legend.values = this.#phases.map((phase) => duration(point?.phases[phase]));
  }
}

function colorOf(index: number): string {
  return `--series-${(index % colors) + 1}`;
}

function phasesOf(history: readonly HistoryPoint[]): readonly string[] {
  const rank = (phase: string): number => (order.includes(phase) ? order.indexOf(phase) : order.length);
  const phases = new Set(history.flatMap(({ phases }) => Object.keys(phases)));
  return [...phases].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Returns for each phase the sum of it and the phases below it. */
function stack(phases: readonly string[], history: readonly HistoryPoint[]): readonly (readonly number[])[] {
  const sums = history.map(() => 0);
  return phases.map((phase) =>
    history.map((point, index) => (sums[index] = sums[index]! + (point.phases[phase] ?? 0))),
  );
}
