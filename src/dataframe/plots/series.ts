import type { Column } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { count } from '../functions/aggregate.ts';
import { col, lit } from '../functions/normal.ts';
import { Observation } from '../observation.ts';
import { actionOptions, compareValues, counted, countOf, type PlotColumn } from './plot-columns.ts';
import type { PlotOptions } from './plot-options.ts';

/** How many series a chart shows at most. */
const maxSeries = 20;

/** Stands for NULL in labels. */
export const nullLabel = '(null)';

/** The series that the values of a column make. */
export interface Series {
  readonly column: PlotColumn;
  /** The values as text, in the order of the legend. */
  readonly values: readonly (string | null)[];
  readonly labels: readonly string[];
  readonly notices: readonly string[];
}

/** Finds the values of a column that have the most rows. */
export async function findSeries(frame: DataFrame, column: PlotColumn, options: PlotOptions): Promise<Series> {
  const observation = new Observation();
  const groups = frame.select(textOf(column).alias('value')).groupBy('value').agg(count('*').alias('rows'));
  const rows = await groups
    .observe(observation, count('*').alias('groups'))
    .orderBy(col('rows').desc(), col('value'))
    .limit(maxSeries)
    .collect(actionOptions(options));
  const total = countOf((await observation.get())['groups']);
  const values = rows.map(({ value }) => value as string | null).sort(compareValues);
  return {
    column,
    values,
    labels: values.map((value) => value ?? nullLabel),
    notices:
      total > values.length
        ? [`${values.length} of ${counted(total)} values of ${column.title}: those with the most rows.`]
        : [],
  };
}

/** Returns the values of a column as text. */
export function textOf({ name }: PlotColumn): Column {
  return col(name).cast('string');
}

/** Returns whether a row belongs to one of the series. */
export function belongsTo({ column, values }: Series): Column {
  return values
    .map((value) => textOf(column).eqNullSafe(lit(value)))
    .reduce((any, one) => any.or(one), lit(false) as Column);
}
