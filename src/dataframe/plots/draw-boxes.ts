import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import type { Box, BoxChart } from '../../plot/chart.ts';
import { Plot } from '../../plot/plot.ts';
import type { Row } from '../../types/row.ts';
import type { Column } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { avg, count, max, min } from '../functions/aggregate.ts';
import { when } from '../functions/condition.ts';
import { abs } from '../functions/math.ts';
import { col, lit } from '../functions/normal.ts';
import { percentile_approx } from '../functions/statistics.ts';
import { distributedColumns, finiteValues } from './draw-histogram.ts';
import { actionOptions, counted, countOf, numberOf, pictureOptions } from './plot-columns.ts';
import type { BoxPlotOptions } from './plot-options.ts';

/** The values beyond the whiskers that a plot shows, as in PySpark. */
const maxOutliers = 1000;

/** The quartiles of a column, and the fences beyond which values are outliers. */
interface Quartiles {
  readonly column: string;
  readonly value: Column;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly mean: number;
  readonly lowerFence: number;
  readonly upperFence: number;
}

/** Draws the quartiles of numeric columns, and the values that are far from them. */
export async function drawBoxes(frame: DataFrame, options: BoxPlotOptions): Promise<Plot> {
  const columns = await readQuartiles(frame, options);
  const whiskers = columns.length === 0 ? {} : await readWhiskers(frame, columns, options);
  const counts = columns.map((_, index) => countOf(whiskers[`outliers${index}`]));
  const outliers = options.showFliers === false ? [] : await readOutliers(frame, columns, counts, options);
  const boxes = columns.map(({ column, q1, median, q3, mean }, index): Box => ({
    column,
    q1,
    median,
    q3,
    mean,
    lowerWhisker: numberOf(whiskers[`min${index}`]) ?? q1,
    upperWhisker: numberOf(whiskers[`max${index}`]) ?? q3,
    outliers: outliers[index] ?? [],
  }));
  const chart: BoxChart = {
    kind: 'box',
    ...pictureOptions(options),
    notices: boxes.length === 0 ? ['No values.'] : boxes.flatMap((box, index) => cutNotice(box, counts[index]!)),
    boxes,
  };
  return new Plot(chart);
}

function cutNotice({ column, outliers }: Box, total: number): readonly string[] {
  if (outliers.length === 0 || outliers.length === total) return [];
  return [`${counted(outliers.length)} of ${counted(total)} outliers of ${column}: those farthest from the median.`];
}

/** Returns the quartiles of the columns that have values. */
async function readQuartiles(frame: DataFrame, options: BoxPlotOptions): Promise<readonly Quartiles[]> {
  const { precision = 0.01, whis = 1.5 } = options;
  if (!(precision >= 0.001 && precision <= 0.5)) {
    throw new IllegalArgumentException(`plot.box() needs a number from 0.001 to 0.5 as precision, not ${precision}.`);
  }
  if (!(whis >= 0)) throw new IllegalArgumentException(`plot.box() needs a number of 0 or more as whis, not ${whis}.`);
  const columns = await distributedColumns(frame, 'box', options);
  const accuracy = Math.floor(1 / precision);
  const row = await frame
    .agg(
      ...columns.map((column, index) =>
        percentile_approx(finiteValues(column), lit([0.25, 0.5, 0.75]), lit(accuracy)).alias(`quartiles${index}`),
      ),
      ...columns.map((column, index) => avg(finiteValues(column)).alias(`mean${index}`)),
    )
    .first(actionOptions(options));
  return columns.flatMap((column, index) => {
    const [q1, median, q3] = (row?.[`quartiles${index}`] ?? []) as readonly number[];
    const mean = numberOf(row?.[`mean${index}`]);
    if (q1 === undefined || median === undefined || q3 === undefined || mean === null) return [];
    const reach = whis * (q3 - q1);
    const fences = { lowerFence: q1 - reach, upperFence: q3 + reach };
    return [{ column: column.title, value: finiteValues(column), q1, median, q3, mean, ...fences }];
  });
}

function isOutlier({ value, lowerFence, upperFence }: Quartiles): Column {
  return value.lt(lit(lowerFence)).or(value.gt(lit(upperFence)));
}

/** Returns the least and the greatest value within the fences, and the number of values beyond them, of each column. */
async function readWhiskers(frame: DataFrame, columns: readonly Quartiles[], options: BoxPlotOptions): Promise<Row> {
  const within = (column: Quartiles): Column => when(isOutlier(column).not(), column.value);
  const row = await frame
    .agg(
      ...columns.map((column, index) => min(within(column)).alias(`min${index}`)),
      ...columns.map((column, index) => max(within(column)).alias(`max${index}`)),
      ...columns.map((column, index) => count(when(isOutlier(column), lit(1))).alias(`outliers${index}`)),
    )
    .first(actionOptions(options));
  return row ?? {};
}

/** Returns the outliers of each column that are farthest from the median. */
async function readOutliers(
  frame: DataFrame,
  columns: readonly Quartiles[],
  counts: readonly number[],
  options: BoxPlotOptions,
): Promise<readonly (readonly number[])[]> {
  const frames = columns.flatMap((column, index) => (counts[index]! > 0 ? [farthest(frame, column, index)] : []));
  if (frames.length === 0) return [];
  const rows = await frames.reduce((all, one) => all.union(one)).collect(actionOptions(options));
  return columns.map((_, index) =>
    rows.flatMap((row) => (row['column'] === index ? (numberOf(row['value']) ?? []) : [])).sort((a, b) => a - b),
  );
}

function farthest(frame: DataFrame, column: Quartiles, index: number): DataFrame {
  return frame
    .filter(isOutlier(column))
    .select(lit(index).alias('column'), column.value.alias('value'))
    .orderBy(abs(col('value').minus(lit(column.median))).desc(), 'value')
    .limit(maxOutliers);
}
