import type { BarChart, BoxChart, Chart, HistogramChart, PointChart, Scale } from './chart.ts';

/** A specification of Vega-Lite, which contains its data. */
export type PlotSpec = Readonly<Record<string, unknown>>;

type Part = Record<string, unknown>;

const schema = 'https://vega.github.io/schema/vega-lite/v6.json';

const defaultWidth = 600;
const defaultHeight = 340;
/** Pixels of a category on the vertical axis. */
const rowHeight = 24;
/** Pixels of a character of a label, about. */
const characterWidth = 6.2;
/** All categories up to this many have labels. */
const labeledCategories = 40;
/** Lines with at most this many points show them. */
const markedPoints = 60;
/** Color schemes of Vega repeat after this many series. */
const smallScheme = 10;
/** A slice that is smaller than this part of the pie has no room for a label beside it. */
const labeledShare = 0.02;

const config = {
  font: 'Helvetica, Arial, sans-serif',
  view: { stroke: null },
  axis: {
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    gridColor: '#e5e7eb',
    domainColor: '#9ca3af',
  },
  legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal' },
  title: { anchor: 'start', fontSize: 15, subtitleColor: '#6b7280', subtitleFontSize: 11, offset: 12 },
};

/** Returns the specification of a chart. */
export function toSpec(chart: Chart): PlotSpec {
  return {
    $schema: schema,
    ...titleOf(chart),
    background: 'white',
    padding: 12,
    ...sizeOf(chart),
    ...body(chart),
    config,
  };
}

function body(chart: Chart): Part {
  switch (chart.kind) {
    case 'line':
    case 'area':
    case 'scatter':
      return points(chart);
    case 'bar':
    case 'barh':
      return bars(chart);
    case 'pie':
      return pie(chart);
    case 'hist':
      return histogram(chart);
    case 'box':
      return boxes(chart);
  }
}

function titleOf({ title, notices }: Chart): Part {
  if (title !== undefined) return { title: { text: title, ...(notices.length > 0 && { subtitle: [...notices] }) } };
  if (notices.length === 0) return {};
  const { subtitleColor: color, subtitleFontSize: fontSize } = config.title;
  return { title: { text: [...notices], color, fontSize, fontWeight: 'normal' } };
}

function sizeOf(chart: Chart): Part {
  const { width, height } = chart;
  if (chart.kind === 'pie') return { width: width ?? 360, height: height ?? 320 };
  const natural = chart.kind === 'barh' ? barsHeight(chart) : defaultHeight;
  return { width: width ?? defaultWidth, height: height ?? natural };
}

function barsHeight(chart: BarChart): number {
  return Math.min(900, Math.max(120, categories(chart).length * rowHeight));
}

function categories({ bars }: BarChart): readonly string[] {
  return [...new Set(bars.map(({ category }) => category))];
}

/** Returns the scheme of the colors of a number of series. */
function nominalColors(series: readonly string[]): Part {
  return { domain: [...series], scheme: series.length > smallScheme ? 'tableau20' : 'tableau10' };
}

// Points and lines

function points(chart: PointChart): Part {
  const { kind, x, y, color, size, series } = chart;
  const isStacked = kind === 'area' && series.length > 0;
  const nominalColor = color?.type === 'nominal';
  return {
    data: {
      values: chart.points.map((point, index) => ({
        ...point,
        x: moment(point.x, x),
        index,
        ...colorValue(point, color),
      })),
    },
    mark: pointMark(chart),
    encoding: {
      x: { field: 'x', ...positionOf(x), ...(x.type === 'nominal' && { sort: null }) },
      y: { field: 'y', ...positionOf(y), ...(kind === 'area' ? { stack: isStacked ? 'zero' : null } : {}) },
      ...(color && {
        color: {
          field: 'color',
          type: color.type,
          title: color.title,
          ...(nominalColor && { sort: null, scale: nominalColors(series) }),
          ...(color.type === 'temporal' && { scale: { type: 'utc' } }),
        },
      }),
      ...(size !== undefined && { size: { field: 'size', type: 'quantitative', title: size } }),
      // The order of the frame, because lines would connect text in the order of the alphabet.
      ...(kind === 'line' && x.type === 'nominal' && { order: { field: 'index', type: 'quantitative' } }),
      tooltip: [
        tooltip('x', x),
        tooltip('y', y),
        ...(color ? [tooltip('color', color)] : []),
        ...(size === undefined ? [] : [{ field: 'size', type: 'quantitative', title: size }]),
      ],
    },
  };
}

function pointMark({ kind, points: all, series }: PointChart): Part {
  const isSparse = all.length <= markedPoints * Math.max(1, series.length);
  if (kind === 'line') return { type: 'line', strokeWidth: 2, point: isSparse ? { size: 36 } : false, clip: true };
  if (kind === 'area') return { type: 'area', line: series.length === 0, opacity: series.length === 0 ? 0.5 : 0.85 };
  return { type: 'point', filled: true, opacity: 0.65, size: 40 };
}

function positionOf({ type, title, isDay }: Scale): Part {
  if (type === 'quantitative') return { type, title, scale: { zero: false } };
  // Times are those on the clock of the session, and must not be shifted to another time zone.
  if (type === 'temporal')
    return { type, title, scale: { type: 'utc' }, ...(isDay && { axis: { tickMinStep: 86_400_000 } }) };
  return { type, title, axis: { labelOverlap: true, labelAngle: -40, labelLimit: 160 } };
}

function moment(value: number | string, { type }: Scale): number | string {
  return type === 'temporal' && typeof value === 'number' ? new Date(value).toISOString() : value;
}

function colorValue({ color }: { readonly color?: number | string | null }, scale: Scale | undefined): Part {
  return scale === undefined || color === undefined || color === null ? {} : { color: moment(color, scale) };
}

function tooltip(field: string, { type, title, isDay }: Scale): Part {
  return {
    field,
    type,
    title,
    ...(type === 'temporal' && { timeUnit: isDay ? 'utcyearmonthdate' : 'utcyearmonthdatehoursminutesseconds' }),
  };
}

// Bars

function bars(chart: BarChart): Part {
  const { kind, categoryTitle, valueTitle, seriesTitle, series, isStacked } = chart;
  const [along, across] = kind === 'bar' ? ['x', 'y'] : ['y', 'x'];
  const sideBySide = seriesTitle !== undefined && !isStacked;
  return {
    data: { values: [...chart.bars] },
    mark: { type: 'bar' },
    encoding: {
      [along]: {
        field: 'category',
        type: 'nominal',
        title: categoryTitle,
        sort: null,
        axis: {
          labelOverlap: isCrowded(chart),
          labelLimit: 180,
          ...(kind === 'bar' && { labelAngle: labelAngle(chart) }),
        },
        ...(sideBySide && { scale: { paddingInner: 0.2 } }),
      },
      [across]: { field: 'value', type: 'quantitative', title: valueTitle, ...(sideBySide && { stack: null }) },
      ...(sideBySide && {
        [`${along}Offset`]: { field: 'series', type: 'nominal', sort: null, scale: { domain: [...series] } },
      }),
      ...(seriesTitle !== undefined && {
        color: { field: 'series', type: 'nominal', title: seriesTitle, sort: null, scale: nominalColors(series) },
      }),
      tooltip: [
        { field: 'category', type: 'nominal', title: categoryTitle },
        ...(seriesTitle === undefined ? [] : [{ field: 'series', type: 'nominal', title: seriesTitle }]),
        { field: 'value', type: 'quantitative', title: valueTitle },
      ],
    },
  };
}

function isCrowded(chart: BarChart): boolean {
  return categories(chart).length > labeledCategories;
}

/** Returns the angle of the labels below vertical bars: they are level if there is room. */
function labelAngle(chart: BarChart): number {
  const labels = categories(chart);
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return longest * characterWidth <= (chart.width ?? defaultWidth) / labels.length ? 0 : -40;
}

function pie(chart: BarChart): Part {
  const { bars: slices, categoryTitle, valueTitle } = chart;
  const total = slices.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const labels = slices.map(({ category }) => category);
  const values = slices.map(({ category, value }, index) => {
    const share = total === 0 ? 0 : (value ?? 0) / total;
    return { category, value, index, share, label: share < labeledShare ? '' : percent(share) };
  });
  return {
    data: { values },
    encoding: {
      theta: { field: 'value', type: 'quantitative', stack: true },
      order: { field: 'index', type: 'quantitative' },
    },
    layer: [
      {
        mark: { type: 'arc', outerRadius: 132, stroke: 'white', strokeWidth: 1 },
        encoding: {
          color: { field: 'category', type: 'nominal', title: categoryTitle, sort: null, scale: nominalColors(labels) },
          tooltip: [
            { field: 'category', type: 'nominal', title: categoryTitle },
            { field: 'value', type: 'quantitative', title: valueTitle },
            { field: 'share', type: 'quantitative', title: 'share', format: '.1%' },
          ],
        },
      },
      {
        mark: { type: 'text', radius: 154, fontSize: 11, fill: '#374151' },
        encoding: { text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

/** Returns a part of one as percents. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

// Distributions

function histogram({ columns, buckets }: HistogramChart): Part {
  const isSingle = columns.length === 1;
  return {
    data: { values: buckets.map((bucket) => ({ ...bucket })) },
    mark: { type: 'bar', binSpacing: isSingle ? 1 : 0, opacity: isSingle ? 1 : 0.55 },
    encoding: {
      x: { field: 'start', type: 'quantitative', bin: { binned: true }, title: isSingle ? columns[0] : 'value' },
      x2: { field: 'end' },
      y: { field: 'count', type: 'quantitative', title: 'count', stack: null },
      ...(!isSingle && {
        color: { field: 'column', type: 'nominal', title: 'column', sort: null, scale: nominalColors(columns) },
      }),
      tooltip: [
        ...(isSingle ? [] : [{ field: 'column', type: 'nominal', title: 'column' }]),
        { field: 'start', type: 'quantitative', title: 'from', format: '.6~g' },
        { field: 'end', type: 'quantitative', title: 'to', format: '.6~g' },
        { field: 'count', type: 'quantitative', title: 'count' },
      ],
    },
  };
}

function boxes({ boxes: all }: BoxChart): Part {
  const columns = all.map(({ column }) => column);
  const value = (field: string): Part => ({
    field,
    type: 'quantitative',
    title: columns.length === 1 ? columns[0] : 'value',
    scale: { zero: false },
  });
  const category = {
    field: 'column',
    type: 'nominal',
    title: null,
    sort: null,
    axis: { labelAngle: 0, labelOverlap: true, labelLimit: 160 },
  };
  const figures = ['upperWhisker', 'q3', 'median', 'mean', 'q1', 'lowerWhisker'].map((field) => ({
    field,
    type: 'quantitative',
    title: field === 'upperWhisker' ? 'upper whisker' : field === 'lowerWhisker' ? 'lower whisker' : field,
    format: '.6~g',
  }));
  const size = Math.min(80, defaultWidth / (2 * Math.max(1, columns.length)));
  return {
    data: { values: all.map((box) => ({ ...box, outliers: undefined })) },
    encoding: { x: category },
    layer: [
      { mark: { type: 'rule' }, encoding: { y: value('lowerWhisker'), y2: { field: 'upperWhisker' } } },
      ...['lowerWhisker', 'upperWhisker'].map((field) => ({
        mark: { type: 'tick', size: size / 3, color: 'black' },
        encoding: { y: value(field) },
      })),
      {
        mark: { type: 'bar', size, color: '#4c78a8' },
        encoding: { y: value('q1'), y2: { field: 'q3' }, tooltip: figures },
      },
      {
        mark: { type: 'tick', size, color: 'white', thickness: 2 },
        encoding: { y: value('median'), tooltip: figures },
      },
      {
        data: { values: all.flatMap(({ column, outliers }) => outliers.map((outlier) => ({ column, outlier }))) },
        mark: { type: 'point', size: 18, opacity: 0.6 },
        encoding: {
          y: value('outlier'),
          tooltip: [{ field: 'outlier', type: 'quantitative', title: 'outlier' }],
        },
      },
    ],
  };
}
