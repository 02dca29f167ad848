import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';

type Percentage = Column | number | readonly number[];

/** Returns the Pearson correlation coefficient of two columns. */
export const corr = (a: ColumnOrName, b: ColumnOrName): Column<number | null> => call('corr', a, b);
/** Returns the population covariance of two columns. */
export const covar_pop = (a: ColumnOrName, b: ColumnOrName): Column<number | null> => call('covar_pop', a, b);
/** Returns the sample covariance of two columns. */
export const covar_samp = (a: ColumnOrName, b: ColumnOrName): Column<number | null> => call('covar_samp', a, b);
/** Returns the kurtosis of the values in a group. */
export const kurtosis = (column: ColumnOrName): Column<number | null> => call('kurtosis', column);
/** Returns the skewness of the values in a group. */
export const skewness = (column: ColumnOrName): Column<number | null> => call('skewness', column);
/** Returns the sample standard deviation. Alias of {@link stddev_samp}. */
export const std = (column: ColumnOrName): Column<number | null> => call('std', column);
/** Returns the sample standard deviation. Alias of {@link stddev_samp}. */
export const stddev = (column: ColumnOrName): Column<number | null> => call('stddev', column);
/** Returns the sample standard deviation. */
export const stddev_samp = (column: ColumnOrName): Column<number | null> => call('stddev_samp', column);
/** Returns the population standard deviation. */
export const stddev_pop = (column: ColumnOrName): Column<number | null> => call('stddev_pop', column);
/** Returns the sample variance. Alias of {@link var_samp}. */
export const variance = (column: ColumnOrName): Column<number | null> => call('variance', column);
/** Returns the sample variance. */
export const var_samp = (column: ColumnOrName): Column<number | null> => call('var_samp', column);
/** Returns the population variance. */
export const var_pop = (column: ColumnOrName): Column<number | null> => call('var_pop', column);
/** Returns the median of the values in a group. */
export const median = (column: ColumnOrName): Column => call('median', column);
/**
 * Returns the exact percentiles of the values in a group. Percentages are from 0 to 1; `frequency` is the number of
 * times each value counts.
 */
export const percentile = (column: ColumnOrName, percentage: Percentage, frequency?: ColumnOrName | number): Column =>
  call('percentile', column, percentage, frequency);
/**
 * Returns approximate percentiles, which are values from the group. A higher `accuracy` gives smaller errors and uses
 * more memory. Default: 10000.
 */
export const percentile_approx = (
  column: ColumnOrName,
  percentage: Percentage,
  accuracy: Column | number = 10_000,
): Column => call('percentile_approx', column, percentage, accuracy);
/** Returns approximate percentiles. Alias of {@link percentile_approx}. */
export const approx_percentile = (
  column: ColumnOrName,
  percentage: Percentage,
  accuracy: Column | number = 10_000,
): Column => call('approx_percentile', column, percentage, accuracy);
/** Returns a histogram with `nBins` bins of unequal width as an array of (x, y) structs. */
export const histogram_numeric = (column: ColumnOrName, nBins: ColumnOrName | number): Column =>
  call('histogram_numeric', column, nBins);

// Linear regression over the rows in which both x and y are non-null

/** Returns the average of x. */
export const regr_avgx = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_avgx', y, x);
/** Returns the average of y. */
export const regr_avgy = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_avgy', y, x);
/** Returns the number of rows in which both x and y are non-null. */
export const regr_count = (y: ColumnOrName, x: ColumnOrName): Column<bigint> => call('regr_count', y, x);
/** Returns the y-intercept of the regression line. */
export const regr_intercept = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_intercept', y, x);
/** Returns the coefficient of determination. */
export const regr_r2 = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_r2', y, x);
/** Returns the slope of the regression line. */
export const regr_slope = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_slope', y, x);
/** Returns the sum of the squared deviations of x from its average. */
export const regr_sxx = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_sxx', y, x);
/** Returns the sum of the products of the deviations of x and y from their averages. */
export const regr_sxy = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_sxy', y, x);
/** Returns the sum of the squared deviations of y from its average. */
export const regr_syy = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_syy', y, x);
