import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import type { Bucket, HistogramChart } from '../../plot/chart.ts';
import { Plot } from '../../plot/plot.ts';
import type { Column } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { count, max, min } from '../functions/aggregate.ts';
import { array, explode } from '../functions/collection.ts';
import { least, when } from '../functions/condition.ts';
import { width_bucket } from '../functions/math.ts';
import { col, lit, struct } from '../functions/normal.ts';
import {
  actionOptions,
  countOf,
  isFinite,
  numberOf,
  numericNames,
  pictureOptions,
  plotColumns,
  requireNumeric,
  requireWithin,
  scaled,
  type PlotColumn,
} from './plot-columns.ts';
import type { HistogramPlotOptions } from './plot-options.ts';

const defaultBins = 10;
const maxBins = 1000;

/** Draws how many values of numeric columns are in each of some buckets of equal width. */
export async function drawHistogram(frame: DataFrame, options: HistogramPlotOptions): Promise<Plot> {
  const bins = requireWithin('hist', 'bins', options.bins ?? defaultBins, maxBins);
  const columns = await distributedColumns(frame, 'hist', options);
  const range = await rangeOf(frame, columns, options);
  const chart: HistogramChart = {
    kind: 'hist',
    ...pictureOptions(options),
    notices: range === undefined ? ['No values.'] : [],
    columns: columns.map(({ title }) => title),
    buckets: range === undefined ? [] : await countValues(frame, columns, range, bins, options),
  };
  return new Plot(chart);
}

/** Returns the numeric columns whose distribution a plot shows: all of them, if the caller has named none. */
export async function distributedColumns(
  frame: DataFrame,
  method: 'hist' | 'box',
  options: HistogramPlotOptions,
): Promise<readonly PlotColumn[]> {
  const { column } = options;
  const names =
    column === undefined ? await numericNames(frame, options) : typeof column === 'string' ? [column] : column;
  if (names.length === 0) throw new IllegalArgumentException(`plot.${method}() needs at least one numeric column.`);
  const columns = (await plotColumns(frame, names, options)).flatMap((each) => each ?? []);
  requireNumeric(method, columns);
  return columns;
}

/** Returns the values of a column as numbers, with null in place of those that are not finite. */
export function finiteValues(column: PlotColumn): Column {
  const value = scaled(col(column.name), column);
  return when(isFinite(value), value);
}

interface Range {
  readonly least: number;
  readonly greatest: number;
}

/** Returns the range of all values, or undefined if there are none. */
async function rangeOf(
  frame: DataFrame,
  columns: readonly PlotColumn[],
  options: HistogramPlotOptions,
): Promise<Range | undefined> {
  const row = await frame
    .agg(
      ...columns.map((column, index) => min(finiteValues(column)).alias(`min${index}`)),
      ...columns.map((column, index) => max(finiteValues(column)).alias(`max${index}`)),
    )
    .first(actionOptions(options));
  const bounds = Object.values(row ?? {}).flatMap((value) => numberOf(value) ?? []);
  if (bounds.length === 0) return undefined;
  const [lower, upper] = [Math.min(...bounds), Math.max(...bounds)];
  return lower < upper ? { least: lower, greatest: upper } : { least: lower - 0.5, greatest: upper + 0.5 };
}

async function countValues(
  frame: DataFrame,
  columns: readonly PlotColumn[],
  range: Range,
  bins: number,
  options: HistogramPlotOptions,
): Promise<readonly Bucket[]> {
  const bound = (value: number): Column => lit(value).cast('double');
  const values = columns.map((column, index) =>
    struct(lit(index).alias('column'), finiteValues(column).alias('value')),
  );
  const bucket = width_bucket('value', bound(range.least), bound(range.greatest), lit(BigInt(bins)));
  const rows = await frame
    .select(explode(array(...values)).alias('cell'))
    .select('cell.column', 'cell.value')
    .filter(col('value').isNotNull())
    // The greatest value belongs to the last bucket.
    .groupBy('column', least(bucket, lit(BigInt(bins))).alias('bucket'))
    .agg(count('*').alias('count'))
    .collect(actionOptions(options));
  const counts = new Map(
    rows.map((row) => [`${Number(row['column'])} ${Number(row['bucket'])}`, countOf(row['count'])]),
  );
  return columns.flatMap(({ title }, column) =>
    Array.from({ length: bins }, (_, index) => ({
      column: title,
      start: edge(range, bins, index),
      end: edge(range, bins, index + 1),
      count: counts.get(`${column} ${index + 1}`) ?? 0,
    })),
  );
}

function edge({ least: lower, greatest: upper }: Range, bins: number, index: number): number {
  return index === bins ? upper : lower + ((upper - lower) * index) / bins;
}
