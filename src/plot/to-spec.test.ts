import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { BarChart, BoxChart, Chart, HistogramChart, PointChart, Scale } from './chart.ts';
import { toSpec, type PlotSpec } from './to-spec.ts';

const common = { title: undefined, notices: [], width: undefined, height: undefined };
const number = (title: string): Scale => ({ title, type: 'quantitative', isDay: false });
const text = (title: string): Scale => ({ title, type: 'nominal', isDay: false });

const line: PointChart = {
  ...common,
  kind: 'line',
  x: { title: 'day', type: 'temporal', isDay: true },
  y: number('amount'),
  color: undefined,
  size: undefined,
  series: [],
  points: [
    { x: Date.UTC(2024, 0, 31), y: 1.5 },
    { x: Date.UTC(2024, 1, 1), y: null },
  ],
};
const bars: BarChart = {
  ...common,
  kind: 'bar',
  categoryTitle: 'country',
  valueTitle: 'sum(amount)',
  seriesTitle: undefined,
  series: [],
  isStacked: false,
  bars: [
    { category: 'CH', value: 3 },
    { category: 'AT', value: 1 },
  ],
};
const histogram: HistogramChart = {
  ...common,
  kind: 'hist',
  columns: ['amount'],
  buckets: [{ column: 'amount', start: 0, end: 2, count: 5 }],
};
const box: BoxChart = {
  ...common,
  kind: 'box',
  boxes: [{ column: 'n', q1: 1, median: 2, q3: 3, mean: 2, lowerWhisker: 0, upperWhisker: 5, outliers: [9, 11] }],
};

/** Returns a part of a specification, such as `encoding.x.scale`. */
const part = (spec: PlotSpec, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], spec);

/** Compiles a specification, and returns what Vega-Lite complains about. */
function warnings(chart: Chart): readonly string[] {
  const found: string[] = [];
  const add = (...parts: readonly unknown[]) => {
    found.push(parts.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: add, warn: add, info: () => logger, debug: () => logger };
  compile(toSpec(chart) as never, { logger: logger });
  return found;
}

describe('the specification of a plot', () => {
  it('contains times as text, which no time zone shifts', () => {
    const spec = toSpec(line);
    expect(part(spec, 'data.values')).toMatchObject([{ x: '2024-01-31T00:00:00.000Z', y: 1.5 }, { y: null }]);
    expect(part(spec, 'encoding.x')).toMatchObject({ type: 'temporal', title: 'day', scale: { type: 'utc' } });
  });

  it('keeps the order of the categories', () => {
    const spec = toSpec(bars);
    expect(part(spec, 'data.values')).toEqual(bars.bars);
    expect(part(spec, 'encoding.x')).toMatchObject({ field: 'category', title: 'country', sort: null });
    expect(part(toSpec({ ...bars, kind: 'barh' }), 'encoding.y')).toMatchObject({ field: 'category', sort: null });
  });

  it('puts the series of several columns side by side, and stacks those of a color', () => {
    const series = { seriesTitle: 'column', series: ['a', 'b'] };
    const values = series.series.map((name) => ({ category: 'CH', series: name, value: 1 }));
    const grouped = toSpec({ ...bars, ...series, bars: values });
    expect(part(grouped, 'encoding.xOffset')).toMatchObject({ field: 'series' });
    const stacked = toSpec({ ...bars, ...series, bars: values, isStacked: true });
    expect(part(stacked, 'encoding')).not.toHaveProperty('xOffset');
    expect(part(stacked, 'encoding.color')).toMatchObject({ title: 'column', scale: { domain: ['a', 'b'] } });
  });

  it('says below the title which rows are not shown', () => {
    const notices = ['Random sample of 1,000 of 2,000 rows.'];
    expect(toSpec({ ...line, title: 'Sales', notices })).toMatchObject({ title: { text: 'Sales', subtitle: notices } });
    expect(toSpec({ ...line, notices })).toMatchObject({ title: { text: notices } });
    expect(toSpec(line)).not.toHaveProperty('title');
  });

  it('computes the shares of a pie', () => {
    const values = part(toSpec({ ...bars, kind: 'pie', isStacked: true }), 'data.values');
    expect(values).toMatchObject([
      { category: 'CH', share: 0.75, label: '75.0 %' },
      { category: 'AT', share: 0.25, label: '25.0 %' },
    ]);
  });

  it('has the size that the caller wants', () => {
    expect(toSpec({ ...histogram, width: 900, height: 100 })).toMatchObject({ width: 900, height: 100 });
    expect(toSpec({ ...bars, kind: 'barh' })).toMatchObject({ height: 120 });
  });

  it('is one that Vega-Lite accepts without a warning, for every kind', () => {
    const scatter: PointChart = {
      ...line,
      kind: 'scatter',
      x: number('n'),
      color: number('c'),
      size: 's',
      points: [{ x: 1, y: 2, color: 3, size: 4 }],
    };
    const area: PointChart = {
      ...line,
      kind: 'area',
      color: text('country'),
      series: ['CH'],
      points: [{ x: 1, y: 2, color: 'CH' }],
    };
    const named: PointChart = { ...line, x: text('country'), points: [{ x: 'CH', y: 1 }] };
    const pie: BarChart = { ...bars, kind: 'pie' };
    const two: HistogramChart = { ...histogram, columns: ['amount', 'n'] };
    const none: BarChart = { ...bars, bars: [] };
    for (const chart of [
      line,
      named,
      scatter,
      area,
      bars,
      { ...bars, kind: 'barh' as const },
      none,
      pie,
      histogram,
      two,
      box,
    ])
      expect([chart.kind, warnings(chart)]).toEqual([chart.kind, []]);
  });
});
