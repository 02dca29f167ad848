import type { Plot } from '../plot/plot.ts';
import type { Row } from '../types/row.ts';
import type { DataFrame } from './data-frame.ts';
import type * as Draw from './plots/draw.ts';
import type {
  BarPlotOptions,
  BoxPlotOptions,
  HistogramPlotOptions,
  HorizontalBarPlotOptions,
  LinePlotOptions,
  PiePlotOptions,
  ScatterPlotOptions,
} from './plots/plot-options.ts';
import type { Known } from './row-types/column-names.ts';

/**
 * Draws the rows of a DataFrame. The server aggregates and samples them, so that a frame of any size makes a plot of at
 * most some thousand values; the plot says which rows it does not show.
 */
export class DataFramePlotAccessor<out R extends object = Row> {
  readonly #input: DataFrame;

  /** @internal Use `DataFrame.plot`. */
  constructor(input: DataFrame<R>) {
    this.#input = input as unknown as DataFrame;
  }

  /**
   * Draws lines through rows, sorted by `x`, or, with `aggregate`, through one value for each `x`.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const sales = (orders: DataFrame<{ day: Date; amount: number; country: string }>) =>
   *   orders.plot.line({ x: 'day', y: 'amount', color: 'country', aggregate: 'sum' });
   * ```
   *
   * @throws IllegalArgumentException when a column has a type that the plot cannot show, or when an option is not valid.
   */
  async line<const X extends string, const Y extends string, const C extends string = never>(
    options: LinePlotOptions<Known<R, X>, Known<R, Y>, Known<R, C>>,
  ): Promise<Plot> {
    const { drawGroupedLines, drawPoints } = await loadPlots();
    if (options.aggregate === undefined) return drawPoints(this.#input, 'line', options);
    return drawGroupedLines(this.#input, 'line', options);
  }

  /**
   * Draws areas, stacked on each other if there are several series. The values of rows that share an `x` are added up,
   * or combined as `aggregate` says.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const sales = (orders: DataFrame<{ day: Date; amount: number; country: string }>) =>
   *   orders.plot.area({ x: 'day', y: 'amount', color: 'country' });
   * ```
   *
   * @throws IllegalArgumentException when a column has a type that the plot cannot show, or when an option is not valid.
   */
  async area<const X extends string, const Y extends string, const C extends string = never>(
    options: LinePlotOptions<Known<R, X>, Known<R, Y>, Known<R, C>>,
  ): Promise<Plot> {
    const { drawGroupedLines } = await loadPlots();
    return drawGroupedLines(this.#input, 'area', options);
  }

  /**
   * Draws rows as points.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const prices = (orders: DataFrame<{ quantity: number; price: number; country: string }>) =>
   *   orders.plot.scatter({ x: 'quantity', y: 'price', color: 'country' });
   * ```
   *
   * @throws IllegalArgumentException when a column has a type that the plot cannot show, or when an option is not valid.
   */
  async scatter<
    const X extends string,
    const Y extends string,
    const C extends string = never,
    const S extends string = never,
  >(options: ScatterPlotOptions<Known<R, X>, Known<R, Y>, Known<R, C>, Known<R, S>>): Promise<Plot> {
    const { drawPoints } = await loadPlots();
    return drawPoints(this.#input, 'scatter', options);
  }

  /**
   * Draws a vertical bar for each value of `x`. The values of rows that share an `x` are added up, or combined as
   * `aggregate` says. Text keeps the order of the frame; numbers and times are sorted.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const orders = (frame: DataFrame<{ country: string; amount: number }>) =>
   *   Promise.all([
   *     frame.plot.bar({ x: 'country', y: 'amount' }),
   *     frame.plot.bar({ x: 'country', aggregate: 'count', title: 'Orders' }),
   *   ]);
   * ```
   *
   * @throws IllegalArgumentException when a column has a type that the plot cannot show, or when an option is not valid.
   */
  async bar<const X extends string, const Y extends string = never, const C extends string = never>(
    options: BarPlotOptions<Known<R, X>, Known<R, Y>, Known<R, C>>,
  ): Promise<Plot> {
    const { drawBars } = await loadPlots();
    return drawBars(this.#input, 'bar', options);
  }

  /**
   * Draws a horizontal bar for each value of `y`, like {@link bar} with `x` and `y` in each other's place.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const sales = (orders: DataFrame<{ country: string; amount: number }>) =>
   *   orders.plot.barh({ x: 'amount', y: 'country' });
   * ```
   *
   * @throws IllegalArgumentException when a column has a type that the plot cannot show, or when an option is not valid.
   */
  async barh<const Y extends string, const X extends string = never, const C extends string = never>(
    options: HorizontalBarPlotOptions<Known<R, X>, Known<R, Y>, Known<R, C>>,
  ): Promise<Plot> {
    const { drawBars } = await loadPlots();
    return drawBars(this.#input, 'barh', options);
  }

  /**
   * Draws a pie with a slice for each value of `x`. The values of rows that share an `x` are added up.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const shares = (orders: DataFrame<{ country: string; amount: number }>) =>
   *   orders.plot.pie({ x: 'country', y: 'amount', maxRows: 8 });
   * ```
   *
   * @throws IllegalArgumentException when a column has a type that the plot cannot show, when there are negative values, or
   *   when an option is not valid.
   */
  async pie<const X extends string, const Y extends string = never>(
    options: PiePlotOptions<Known<R, X>, Known<R, Y>>,
  ): Promise<Plot> {
    const { drawPie } = await loadPlots();
    return drawPie(this.#input, options);
  }

  /**
   * Draws a histogram: how many values of numeric columns are in each of some buckets of equal width.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const amounts = (orders: DataFrame<{ amount: number; discount: number }>) =>
   *   orders.plot.hist({ column: ['amount', 'discount'], bins: 20 });
   * ```
   *
   * @throws IllegalArgumentException when a column is not numeric, or when an option is not valid.
   */
  async hist<const C extends string = never>(options: HistogramPlotOptions<Known<R, C>> = {}): Promise<Plot> {
    const { drawHistogram } = await loadPlots();
    return drawHistogram(this.#input, options);
  }

  /**
   * Draws a box plot: the quartiles of numeric columns as boxes, and the values that are far from them as points.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const amounts = (orders: DataFrame<{ amount: number; discount: number }>) =>
   *   orders.plot.box({ column: ['amount', 'discount'] });
   * ```
   *
   * @throws IllegalArgumentException when a column is not numeric, or when an option is not valid.
   */
  async box<const C extends string = never>(options: BoxPlotOptions<Known<R, C>> = {}): Promise<Plot> {
    const { drawBoxes } = await loadPlots();
    return drawBoxes(this.#input, options);
  }
}

/** Loads the code of plots, which most programs do not need. */
export function loadPlots(): Promise<typeof Draw> {
  return import('./plots/draw.ts');
}
