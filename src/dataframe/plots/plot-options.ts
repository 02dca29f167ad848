import type { ActionOptions } from '../../client/action-options.ts';

/** Options of all plots. `signal`, `timeout` (for each query, in milliseconds) and `tags` are those of actions. */
export interface PlotOptions extends Pick<ActionOptions, 'signal' | 'timeout' | 'tags'> {
  /** Text above the picture. Default: none. */
  readonly title?: string | undefined;
  /** Width of the plotting area in pixels, without axes and legend. */
  readonly width?: number | undefined;
  /** Height of the plotting area in pixels. */
  readonly height?: number | undefined;
}

/** How the values of rows that share an x are combined. */
export type PlotAggregate = 'sum' | 'avg' | 'min' | 'max' | 'count';

/** Options of lines and areas. The parameters are the names of columns. */
export interface LinePlotOptions<
  X extends string = string,
  Y extends string = string,
  C extends string = string,
> extends PlotOptions {
  /** The horizontal axis: a column of numbers, times or text. */
  readonly x: X;
  /** One or more numeric columns, each of which is a series. */
  readonly y: Y | readonly Y[];
  /** A column whose values split a single `y` into series. The 20 values with the most rows are shown. */
  readonly color?: C | undefined;
  /**
   * Combines the rows that share an x, on the server. Default: `sum` for areas, which show one value for each x, and
   * none for lines, which show rows.
   */
  readonly aggregate?: PlotAggregate | undefined;
  /** Most rows, or most values of x with `aggregate`. If there are more, a random sample is shown. Default: 1000. */
  readonly maxRows?: number | undefined;
}

/** Options of a scatter plot. The parameters are the names of columns. */
export interface ScatterPlotOptions<
  X extends string = string,
  Y extends string = string,
  C extends string = string,
  S extends string = string,
> extends PlotOptions {
  /** The horizontal axis: a column of numbers, times or text. */
  readonly x: X;
  /** The vertical axis: a numeric column. */
  readonly y: Y;
  /** A column that determines the color. Of text, the 20 values with the most rows are shown. */
  readonly color?: C | undefined;
  /** A numeric column that determines the size of the points. */
  readonly size?: S | undefined;
  /** Most points. If there are more rows, a random sample is shown. Default: 1000. */
  readonly maxRows?: number | undefined;
}

interface CategoryOptions<C extends string> extends PlotOptions {
  /** A column whose values split the bars of a single column into stacked parts. The 20 values with the most rows are shown. */
  readonly color?: C | undefined;
  /** Combines the rows that share a category, on the server. Default: `sum`. `count` needs no column of values. */
  readonly aggregate?: PlotAggregate | undefined;
  /** Most categories. If there are more, those with the largest values are shown. Default: 1000. */
  readonly maxRows?: number | undefined;
}

/** Options of vertical bars. The parameters are the names of columns. */
export interface BarPlotOptions<
  X extends string = string,
  Y extends string = string,
  C extends string = string,
> extends CategoryOptions<C> {
  /** The column of the categories. */
  readonly x: X;
  /** One or more numeric columns. Several make groups of bars. */
  readonly y?: Y | readonly Y[] | undefined;
}

/** Options of horizontal bars: `x` and `y` have changed places. The parameters are the names of columns. */
export interface HorizontalBarPlotOptions<
  X extends string = string,
  Y extends string = string,
  C extends string = string,
> extends CategoryOptions<C> {
  /** One or more numeric columns. Several make groups of bars. */
  readonly x?: X | readonly X[] | undefined;
  /** The column of the categories. */
  readonly y: Y;
}

/** Options of a pie. The parameters are the names of columns. */
export interface PiePlotOptions<X extends string = string, Y extends string = string> extends PlotOptions {
  /** The column of the categories, each of which is a slice. */
  readonly x: X;
  /** A numeric column, whose values are not negative. */
  readonly y?: Y | undefined;
  /** Combines the rows that share a category, on the server. Default: `sum`. `count` needs no `y`. */
  readonly aggregate?: 'sum' | 'count' | undefined;
  /** Most slices. If there are more, the smallest are combined into the slice "Other". Default: 20. */
  readonly maxRows?: number | undefined;
}

/** Options of a histogram. The parameter is the names of columns. */
export interface HistogramPlotOptions<Name extends string = string> extends PlotOptions {
  /** One or more numeric columns, which share the buckets. Default: all numeric columns. */
  readonly column?: Name | readonly Name[] | undefined;
  /** Number of buckets of equal width, up to 1000. Default: 10. */
  readonly bins?: number | undefined;
}

/** Options of a box plot. The parameter is the names of columns. */
export interface BoxPlotOptions<Name extends string = string> extends PlotOptions {
  /** One or more numeric columns, each of which is a box. Default: all numeric columns. */
  readonly column?: Name | readonly Name[] | undefined;
  /** How far the rank of a quartile may be off, as a fraction of the rows: 0.001 to 0.5. Default: 0.01. */
  readonly precision?: number | undefined;
  /** How far the whiskers extend beyond the box at most, in multiples of its height. Default: 1.5. */
  readonly whis?: number | undefined;
  /** Whether values beyond the whiskers are shown, up to 1000 for each column, those farthest from the median. Default: true. */
  readonly showFliers?: boolean | undefined;
}
