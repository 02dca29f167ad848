import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';

type Percentage = Column | number | readonly number[];

/** Pearson's correlation of two columns. */
export const corr = (a: ColumnOrName, b: ColumnOrName): Column<number | null> => call('corr', a, b);
/** The covariance of a population. */
export const covar_pop = (a: ColumnOrName, b: ColumnOrName): Column<number | null> => call('covar_pop', a, b);
/** The covariance of a sample. */
export const covar_samp = (a: ColumnOrName, b: ColumnOrName): Column<number | null> => call('covar_samp', a, b);
/** How heavy the tails of the values are. */
export const kurtosis = (column: ColumnOrName): Column<number | null> => call('kurtosis', column);
/** How unsymmetrical the values are. */
export const skewness = (column: ColumnOrName): Column<number | null> => call('skewness', column);
/** The standard deviation of a sample. */
export const std = (column: ColumnOrName): Column<number | null> => call('std', column);
/** The standard deviation of a sample. */
export const stddev = (column: ColumnOrName): Column<number | null> => call('stddev', column);
/** The standard deviation of a sample. */
export const stddev_samp = (column: ColumnOrName): Column<number | null> => call('stddev_samp', column);
/** The standard deviation of a population. */
export const stddev_pop = (column: ColumnOrName): Column<number | null> => call('stddev_pop', column);
/** The variance of a sample. */
export const variance = (column: ColumnOrName): Column<number | null> => call('variance', column);
/** The variance of a sample. */
export const var_samp = (column: ColumnOrName): Column<number | null> => call('var_samp', column);
/** The variance of a population. */
export const var_pop = (column: ColumnOrName): Column<number | null> => call('var_pop', column);
/** The value in the middle. */
export const median = (column: ColumnOrName): Column => call('median', column);
/** The exact values below which the given parts of all values lie, with a count for each value if given. */
export const percentile = (column: ColumnOrName, percentage: Percentage, frequency?: ColumnOrName | number): Column =>
  call('percentile', column, percentage, frequency);
/** Actual values near the percentiles; a greater accuracy is nearer and takes more memory, 10000 unless given. */
export const percentile_approx = (
  column: ColumnOrName,
  percentage: Percentage,
  accuracy: Column | number = 10_000,
): Column => call('percentile_approx', column, percentage, accuracy);
/** Actual values near the percentiles, under SQL's other name. */
export const approx_percentile = (
  column: ColumnOrName,
  percentage: Percentage,
  accuracy: Column | number = 10_000,
): Column => call('approx_percentile', column, percentage, accuracy);
/** A histogram as an array of (x, y), with `nBins` bins that are not equally wide. */
export const histogram_numeric = (column: ColumnOrName, nBins: ColumnOrName | number): Column =>
  call('histogram_numeric', column, nBins);

// Linear regression over the rows in which neither is null

/** The mean of x. */
export const regr_avgx = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_avgx', y, x);
/** The mean of y. */
export const regr_avgy = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_avgy', y, x);
/** The number of rows. */
export const regr_count = (y: ColumnOrName, x: ColumnOrName): Column<bigint> => call('regr_count', y, x);
/** Where the line meets the y axis. */
export const regr_intercept = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_intercept', y, x);
/** The coefficient of determination. */
export const regr_r2 = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_r2', y, x);
/** The slope of the line. */
export const regr_slope = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_slope', y, x);
/** The squares of x's distances to its mean, summed up. */
export const regr_sxx = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_sxx', y, x);
/** The products of both distances to their means, summed up. */
export const regr_sxy = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_sxy', y, x);
/** The squares of y's distances to its mean, summed up. */
export const regr_syy = (y: ColumnOrName, x: ColumnOrName): Column<number | null> => call('regr_syy', y, x);
