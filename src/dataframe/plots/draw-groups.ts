import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import type { Bar, BarChart, Point, PointChart } from '../../plot/chart.ts';
import { Plot } from '../../plot/plot.ts';
import type { Row } from '../../types/row.ts';
import type { Column } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { avg, count, max, min, sum } from '../functions/aggregate.ts';
import { coalesce, when } from '../functions/condition.ts';
import { xxhash64 } from '../functions/hash.ts';
import { abs } from '../functions/math.ts';
import { col, lit } from '../functions/normal.ts';
import { monotonically_increasing_id } from '../functions/session.ts';
import { Observation } from '../observation.ts';
import { defaultRows, maxRowsLimit } from './draw-points.ts';
import {
  actionOptions,
  chartValue,
  compareValues,
  counted,
  countOf,
  hasPlace,
  numberOf,
  pictureOptions,
  plotColumns,
  requireNumeric,
  requireWithin,
  scaled,
  valueNames,
  type PlotColumn,
} from './plot-columns.ts';
import type {
  BarPlotOptions,
  HorizontalBarPlotOptions,
  LinePlotOptions,
  PiePlotOptions,
  PlotAggregate,
  PlotOptions,
} from './plot-options.ts';
import { findSeries, nullLabel, textOf, type Series } from './series.ts';

/** The slices of a pie by default. More are hardly distinguishable. */
const defaultSlices = 20;

const otherLabel = 'Other';

const aggregates: Readonly<Record<PlotAggregate, (value: Column) => Column>> = { sum, avg, min, max, count };

/** Draws a bar for each category, or for each category and series. */
export async function drawBars(
  frame: DataFrame,
  kind: 'bar' | 'barh',
  options: BarPlotOptions | HorizontalBarPlotOptions,
): Promise<Plot> {
  const { categories, values } = barAxes(kind, options);
  const maxRows = requireWithin(kind, 'maxRows', options.maxRows ?? defaultRows, maxRowsLimit);
  const request = await groupRequest(frame, kind, { ...options, x: categories, y: values });
  const groups = await readGroups(frame, request, { kept: 'largest', maxRows, options });
  const chart: BarChart = {
    kind,
    ...pictureOptions(options),
    notices: [...groups.largestNotice(maxRows), ...(request.series?.notices ?? [])],
    categoryTitle: request.x.title,
    valueTitle: groups.valueTitle,
    seriesTitle: request.series?.column.title ?? (request.names.length > 1 ? 'column' : undefined),
    series: request.names.length > 1 ? request.names : [],
    isStacked: request.series !== undefined,
    bars: groups.rows.flatMap((row) => barsOf(row, request)),
  };
  return new Plot(chart);
}

/** Returns the columns of a bar plot, whichever way the bars point. */
function barAxes(
  kind: 'bar' | 'barh',
  { x, y }: BarPlotOptions | HorizontalBarPlotOptions,
): { readonly categories: string; readonly values: string | readonly string[] | undefined } {
  const [categories, values] = kind === 'bar' ? [x, y] : [y, x];
  if (typeof categories === 'string') return { categories, values };
  throw new IllegalArgumentException(
    `plot.${kind}() needs the name of one column as ${kind === 'bar' ? 'x' : 'y'}, which has the categories.`,
  );
}

/** Draws a slice for each category. */
export async function drawPie(frame: DataFrame, options: PiePlotOptions): Promise<Plot> {
  const maxRows = requireWithin('pie', 'maxRows', options.maxRows ?? defaultSlices, maxRowsLimit);
  const request = await groupRequest(frame, 'pie', options);
  const groups = await readGroups(frame, request, { kept: 'largest', maxRows, options });
  const bars = groups.rows.flatMap((row) => barsOf(row, request)).sort(byValue);
  if (groups.least < 0) {
    throw new IllegalArgumentException(
      `A pie cannot show negative values, and the least of ${groups.valueTitle} is ${groups.least}: use plot.bar().`,
    );
  }
  const others = groups.total - bars.length;
  const rest = groups.sum - bars.reduce((total, { value }) => total + (value ?? 0), 0);
  const chart: BarChart = {
    kind: 'pie',
    ...pictureOptions(options),
    notices:
      others > 0 ? [`"${otherLabel}" combines the ${counted(others)} smallest values of ${request.x.title}.`] : [],
    categoryTitle: request.x.title,
    valueTitle: groups.valueTitle,
    seriesTitle: undefined,
    series: [],
    isStacked: true,
    bars: [...bars, ...(others > 0 ? [{ category: otherLabel, value: Math.max(rest, 0) }] : [])],
  };
  return new Plot(chart);
}

/** Sorts bars by value, the largest first. */
function byValue(one: Bar, two: Bar): number {
  return (two.value ?? 0) - (one.value ?? 0);
}

/** Draws one value for each x and series, as lines or as areas that are stacked. */
export async function drawGroupedLines(
  frame: DataFrame,
  kind: 'line' | 'area',
  options: LinePlotOptions,
): Promise<Plot> {
  const maxRows = requireWithin(kind, 'maxRows', options.maxRows ?? defaultRows, maxRowsLimit);
  const request = await groupRequest(frame, kind, options);
  const { x, series, names } = request;
  const placed = frame.filter(hasPlace(col(x.name), x));
  const groups = await readGroups(placed, request, { kept: 'sample', maxRows, options });
  const chart: PointChart = {
    kind,
    ...pictureOptions(options),
    notices: [...groups.sampleNotice(), ...(series?.notices ?? [])],
    x,
    y: { title: groups.valueTitle, type: 'quantitative', isDay: false },
    color: names.length > 1 ? { title: series?.column.title ?? 'column', type: 'nominal', isDay: false } : undefined,
    size: undefined,
    series: names.length > 1 ? names : [],
    points: groups.rows.flatMap((row) => groupPoints(row, kind, request)),
  };
  return new Plot(chart);
}

/** The columns of a plot with one value for each category and series. */
interface GroupRequest {
  readonly x: PlotColumn;
  readonly y: readonly PlotColumn[];
  readonly series: Series | undefined;
  /** The labels of the values of a row. */
  readonly names: readonly string[];
  /** Undefined if the caller has not chosen one. */
  readonly aggregate: PlotAggregate | undefined;
}

interface GroupOptions extends PlotOptions {
  readonly x: string;
  readonly y?: string | readonly string[] | undefined;
  readonly color?: string | undefined;
  readonly aggregate?: PlotAggregate | undefined;
}

async function groupRequest(frame: DataFrame, method: string, options: GroupOptions): Promise<GroupRequest> {
  const { aggregate, color } = options;
  if (aggregate !== undefined && !Object.hasOwn(aggregates, aggregate)) {
    throw new IllegalArgumentException(
      `plot.${method}() cannot combine values with ${JSON.stringify(aggregate)}: choose ${Object.keys(aggregates).join(', ')}.`,
    );
  }
  // Rows can be counted without a column of values.
  const names = options.y === undefined && aggregate === 'count' ? [] : valueNames(method, options.y ?? [], color);
  const [x, ...others] = await plotColumns(frame, [options.x, ...names, color], options);
  const y = others.slice(0, names.length).flatMap((column) => column ?? []);
  const split = others[names.length];
  if (aggregate !== 'count') requireNumeric(method, y);
  const series = split && (await findSeries(frame, split, options));
  return { x: x!, y, series, names: series?.labels ?? y.map(({ title }) => title), aggregate };
}

interface ReadOptions {
  /** Which values of x remain if there are too many. */
  readonly kept: 'largest' | 'sample';
  readonly maxRows: number;
  readonly options: PlotOptions;
}

/** The values of the x that a plot shows, and figures about all values. */
class Groups {
  readonly #request: GroupRequest;
  /** In the order of the axis. */
  readonly rows: readonly Row[];
  /** The number of all values of x. */
  readonly total: number;
  /** The sum and the least of the first value of all x. */
  readonly sum: number;
  readonly least: number;
  readonly #isCombined: boolean;

  constructor(request: GroupRequest, rows: readonly Row[], figures: Row) {
    this.#request = request;
    this.rows = rows;
    this.total = countOf(figures['groups']);
    this.sum = numberOf(figures['sum']) ?? 0;
    this.least = numberOf(figures['least']) ?? 0;
    this.#isCombined = countOf(figures['rows']) > this.total;
  }

  get valueTitle(): string {
    const { y, aggregate, series } = this.#request;
    if (y.length === 0) return 'count';
    const combined = aggregate ?? 'sum';
    const isCombined = aggregate !== undefined || this.#isCombined || series !== undefined;
    if (y.length > 1) return isCombined ? combined : 'value';
    return isCombined ? `${combined}(${y[0]!.title})` : y[0]!.title;
  }

  largestNotice(maxRows: number): readonly string[] {
    if (this.total <= maxRows) return [];
    const { x } = this.#request;
    return [`${counted(this.rows.length)} of ${counted(this.total)} values of ${x.title}: the largest.`];
  }

  sampleNotice(): readonly string[] {
    if (this.total <= this.rows.length) return [];
    const { x } = this.#request;
    return [`Random sample of ${counted(this.rows.length)} of ${counted(this.total)} values of ${x.title}.`];
  }
}

/** Combines the rows of each x on the server, and reads the result, or a part of it. */
async function readGroups(
  frame: DataFrame,
  request: GroupRequest,
  { kept, maxRows, options }: ReadOptions,
): Promise<Groups> {
  const { x } = request;
  const inputs = request.y.map(({ name }, index) => col(name).alias(`v${index}`));
  const split = request.series && [textOf(request.series.column).alias('series')];
  const values = aggregated(request);
  const observation = new Observation();
  const groups = frame
    .select(col(x.name).alias('x'), ...inputs, ...(split ?? []), monotonically_increasing_id().alias('id'))
    .groupBy('x')
    .agg(min('id').alias('id'), count('*').alias('rows'), ...values.map((value, index) => value.alias(`y${index}`)));
  const size = values.map((_, index) => coalesce(abs(col(`y${index}`).cast('double')), lit(0))).reduce(added, lit(0));
  const shown = await groups
    .observe(
      observation,
      count('*').alias('groups'),
      sum('rows').alias('rows'),
      sum(col('y0').cast('double')).alias('sum'),
      min(col('y0').cast('double')).alias('least'),
    )
    .orderBy(kept === 'largest' ? size.desc() : xxhash64('x'), 'id')
    .limit(maxRows)
    .select(
      col('x').cast('string').alias('label'),
      scaled(col('x'), x).alias('x'),
      'id',
      ...values.map((_, index) => col(`y${index}`).cast('double').alias(`y${index}`)),
    )
    .collect(actionOptions(options));
  return new Groups(request, inOrder(shown, x), await observation.get());
}

function aggregated({ y, series, aggregate }: GroupRequest): readonly Column[] {
  const combine = aggregates[aggregate ?? 'sum'];
  const inputs = y.length === 0 ? [lit(1)] : y.map((_, index) => col(`v${index}`));
  if (series === undefined) return inputs.map((input) => combine(input));
  return series.values.map((value) => combine(when(col('series').eqNullSafe(lit(value)), inputs[0]!)));
}

function added(one: Column, two: Column): Column {
  return one.plus(two);
}

/** Sorts numbers and times by value. Text keeps the order of the frame, in which each has appeared first. */
function inOrder(rows: readonly Row[], { type }: PlotColumn): readonly Row[] {
  const place = ({ x, id }: Row): number | string | null => (type === 'nominal' ? Number(id) : chartValue(x));
  return [...rows].sort((one, two) => compareValues(place(one), place(two)));
}

function barsOf(row: Row, { names }: GroupRequest): readonly Bar[] {
  const category = (row['label'] as string | null) ?? nullLabel;
  if (names.length <= 1) return [{ category, value: numberOf(row['y0']) }];
  return names.map((series, index) => ({ category, series, value: numberOf(row[`y${index}`]) }));
}

function groupPoints(row: Row, kind: 'line' | 'area', { names, series }: GroupRequest): readonly Point[] {
  const x = chartValue(row['x']);
  if (x === null) return [];
  if (names.length <= 1) return [{ x, y: numberOf(row['y0']) }];
  // A series has no value where it has no rows: its line passes over that, and its area is empty.
  return names.flatMap((color, index) => {
    const y = numberOf(row[`y${index}`]) ?? (kind === 'area' ? 0 : null);
    return series !== undefined && y === null ? [] : [{ x, y, color }];
  });
}
