import type { Point, PointChart } from '../../plot/chart.ts';
import { Plot } from '../../plot/plot.ts';
import type { Row } from '../../types/row.ts';
import type { DataFrame } from '../data-frame.ts';
import { count } from '../functions/aggregate.ts';
import { rand } from '../functions/math.ts';
import { col } from '../functions/normal.ts';
import { monotonically_increasing_id } from '../functions/session.ts';
import { Observation } from '../observation.ts';
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
import type { LinePlotOptions, PlotOptions, ScatterPlotOptions } from './plot-options.ts';
import { belongsTo, findSeries, nullLabel, type Series } from './series.ts';

/** The rows that a plot shows by default, as in PySpark. */
export const defaultRows = 1000;

/** More points than this make a picture slow, and do not make it clearer. */
export const maxRowsLimit = 100_000;

/** The same frame always gives the same sample. */
const seed = 0;

type PointOptions = LinePlotOptions & Pick<ScatterPlotOptions, 'size'>;

interface PointColumns {
  readonly x: PlotColumn;
  readonly y: readonly PlotColumn[];
  readonly color: PlotColumn | undefined;
  readonly size: PlotColumn | undefined;
}

/** Draws rows as points, or connects them with lines. */
export async function drawPoints(frame: DataFrame, kind: 'line' | 'scatter', options: PointOptions): Promise<Plot> {
  const maxRows = requireWithin(kind, 'maxRows', options.maxRows ?? defaultRows, maxRowsLimit);
  const columns = await pointColumns(frame, kind, options);
  const { x, y, color } = columns;
  const series = color?.type === 'nominal' ? await findSeries(frame, color, options) : undefined;
  const sample = await sampleRows(frame, kind, columns, { series, maxRows, options });
  const chart: PointChart = {
    kind,
    ...pictureOptions(options),
    notices: [...sample.notices, ...(series?.notices ?? [])],
    x,
    y: y.length === 1 ? y[0]! : { title: 'value', type: 'quantitative', isDay: false },
    color: color ?? (y.length > 1 ? { title: 'column', type: 'nominal', isDay: false } : undefined),
    size: columns.size?.title,
    series: series?.labels ?? (y.length > 1 ? y.map(({ title }) => title) : []),
    points: sample.rows.flatMap((row) => pointsOf(row, columns)),
  };
  return new Plot(chart);
}

async function pointColumns(frame: DataFrame, kind: 'line' | 'scatter', options: PointOptions): Promise<PointColumns> {
  const { x, color, size } = options;
  const names = valueNames(kind, options.y, color);
  const all = await plotColumns(frame, [x, ...names, color, size], options);
  const [first, ...others] = all;
  const y = others.slice(0, names.length).flatMap((column) => column ?? []);
  const [colorColumn, sizeColumn] = others.slice(names.length);
  requireNumeric(kind, sizeColumn === undefined ? y : [...y, sizeColumn]);
  // Each line has one color.
  const isSeries = kind === 'line' && colorColumn !== undefined;
  return { x: first!, y, color: isSeries ? { ...colorColumn, type: 'nominal' } : colorColumn, size: sizeColumn };
}

interface SampleOptions {
  readonly series: Series | undefined;
  readonly maxRows: number;
  readonly options: PlotOptions;
}

interface Sample {
  /** In the order in which a line connects them. */
  readonly rows: readonly Row[];
  readonly notices: readonly string[];
}

/** Reads the rows, or a random sample of them. The server counts all rows while it chooses. */
async function sampleRows(
  frame: DataFrame,
  kind: 'line' | 'scatter',
  { x, y, color, size }: PointColumns,
  { series, maxRows, options }: SampleOptions,
): Promise<Sample> {
  const observation = new Observation();
  const places = kind === 'scatter' ? [x, ...y] : [x];
  const conditions = [
    ...places.map((column) => hasPlace(col(column.name), column)),
    ...(series ? [belongsTo(series)] : []),
  ];
  const shown = [
    scaled(col(x.name), x).alias('x'),
    ...y.map((column, index) => scaled(col(column.name), column).alias(`y${index}`)),
    ...(color === undefined ? [] : [scaled(col(color.name), color).alias('color')]),
    ...(size === undefined ? [] : [scaled(col(size.name), size).alias('size')]),
  ];
  const rows = await frame
    .filter(conditions.reduce((all, condition) => all.and(condition)))
    .select(...shown, monotonically_increasing_id().alias('id'))
    .observe(observation, count('*').alias('rows'))
    .orderBy(rand(seed))
    .limit(maxRows)
    .collect(actionOptions(options));
  const total = countOf((await observation.get())['rows']);
  const order = x.type === 'nominal' ? 'id' : 'x';
  return {
    rows: rows.sort((one, two) => compareValues(orderValue(one[order]), orderValue(two[order]))),
    notices: total > rows.length ? [`Random sample of ${counted(rows.length)} of ${counted(total)} rows.`] : [],
  };
}

/** Returns the points of a row: one for each column of values. */
function pointsOf(row: Row, { y, color, size }: PointColumns): readonly Point[] {
  const x = chartValue(row['x']);
  if (x === null) return [];
  return y.map(({ title }, index) => ({
    x,
    y: numberOf(row[`y${index}`]),
    ...(y.length > 1 && { color: title }),
    ...(color !== undefined && { color: colorOf(row['color'], color) }),
    ...(size !== undefined && { size: numberOf(row['size']) }),
  }));
}

function colorOf(value: unknown, { type }: PlotColumn): number | string | null {
  return type === 'nominal' && value === null ? nullLabel : chartValue(value);
}

function orderValue(value: unknown): number | string | null {
  return typeof value === 'bigint' ? Number(value) : chartValue(value);
}
