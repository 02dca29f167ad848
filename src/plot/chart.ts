/** How the values of an axis or of a legend are scaled. Values of time are milliseconds since 1970 on the clock of the session. */
export type ScaleType = 'quantitative' | 'temporal' | 'nominal';

/** An axis or a legend. */
export interface Scale {
  readonly title: string;
  readonly type: ScaleType;
  /** Whether moments are days, without a time. */
  readonly isDay: boolean;
}

/** The kind of a plot. */
export type PlotKind = 'line' | 'area' | 'scatter' | 'bar' | 'barh' | 'pie' | 'hist' | 'box';

/** What all charts have. */
interface ChartBase {
  readonly title: string | undefined;
  /** Sentences about rows that the chart does not show. */
  readonly notices: readonly string[];
  /** Size of the plotting area in pixels; undefined for the default of the kind. */
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface Point {
  readonly x: number | string;
  /** Null interrupts a line. */
  readonly y: number | null;
  /** The series, or the value that the color shows. */
  readonly color?: number | string | null;
  readonly size?: number | null;
}

/** Lines, areas or points. */
export interface PointChart extends ChartBase {
  readonly kind: 'line' | 'area' | 'scatter';
  readonly x: Scale;
  readonly y: Scale;
  /** Undefined for a single series. */
  readonly color: Scale | undefined;
  /** The title of the sizes of points. */
  readonly size: string | undefined;
  /** The series in the order of the legend, if the color is nominal. */
  readonly series: readonly string[];
  readonly points: readonly Point[];
}

export interface Bar {
  readonly category: string;
  /** Undefined for a single series. */
  readonly series?: string;
  readonly value: number | null;
}

/** Bars, or slices of a pie. */
export interface BarChart extends ChartBase {
  readonly kind: 'bar' | 'barh' | 'pie';
  readonly categoryTitle: string;
  readonly valueTitle: string;
  /** Undefined for a single series. */
  readonly seriesTitle: string | undefined;
  readonly series: readonly string[];
  /** Whether the bars of the series of a category are stacked; otherwise, they are side by side. */
  readonly isStacked: boolean;
  /** In the order of the axis. */
  readonly bars: readonly Bar[];
}

/** The number of values from `start` to `end`, which belongs to the last bucket only. */
export interface Bucket {
  readonly column: string;
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

export interface HistogramChart extends ChartBase {
  readonly kind: 'hist';
  readonly columns: readonly string[];
  readonly buckets: readonly Bucket[];
}

/** The distribution of the values of a column. */
export interface Box {
  readonly column: string;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly mean: number;
  /** The least and the greatest value within the fences. */
  readonly lowerWhisker: number;
  readonly upperWhisker: number;
  /** The values beyond the whiskers that the chart shows. */
  readonly outliers: readonly number[];
}

export interface BoxChart extends ChartBase {
  readonly kind: 'box';
  readonly boxes: readonly Box[];
}

/** What a plot shows: aggregates and samples that the server has computed. */
export type Chart = PointChart | BarChart | HistogramChart | BoxChart;
