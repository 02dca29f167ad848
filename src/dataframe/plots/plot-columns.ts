import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import type { Scale, ScaleType } from '../../plot/chart.ts';
import type { DataType } from '../../types/data-type.ts';
import { TimestampNtz } from '../../types/values/timestamp.ts';
import type { Column } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { col } from '../functions/normal.ts';
import type { PlotOptions } from './plot-options.ts';

/** A column that a plot shows. */
export interface PlotColumn extends Scale {
  /** The name as the caller has written it, which may be in backticks. */
  readonly name: string;
}

const numericTypes: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long', 'float', 'double', 'decimal']);
const momentTypes: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamp_ntz']);
const textTypes: ReadonlySet<string> = new Set(['string', 'char', 'varchar', 'boolean']);

/** The greatest moment of a JavaScript Date, in milliseconds. */
const maxMoment = 8.64e15;

/**
 * Asks the server for the types of columns. Names that are undefined stay undefined.
 *
 * @throws IllegalArgumentException when a plot cannot show the type of one.
 */
export async function plotColumns(
  frame: DataFrame,
  names: readonly (string | undefined)[],
  options: PlotOptions,
): Promise<readonly (PlotColumn | undefined)[]> {
  const given = names.filter((name) => name !== undefined);
  const selected = frame.select(...given.map((name) => col(name)));
  const { fields } = await selected.schema(actionOptions(options));
  const types = await selected.dtypes();
  const columns = fields.map(({ name, dataType }, index) => {
    const scale = scaleOf(dataType);
    if (scale !== undefined) return { name: given[index]!, title: name, ...scale };
    throw new IllegalArgumentException(
      `A plot cannot show the column ${name}, whose type is ${types[index]?.[1]}: choose another, or cast it.`,
    );
  });
  return names.map((name) => (name === undefined ? undefined : columns[given.indexOf(name)]));
}

function scaleOf({ typeName }: DataType): Omit<Scale, 'title'> | undefined {
  const isDay = typeName === 'date';
  if (numericTypes.has(typeName)) return { type: 'quantitative', isDay };
  if (momentTypes.has(typeName)) return { type: 'temporal', isDay };
  return textTypes.has(typeName) ? { type: 'nominal', isDay } : undefined;
}

/**
 * Returns the names of the columns of values.
 *
 * @throws IllegalArgumentException when there is none, or when a color splits several.
 */
export function valueNames(
  method: string,
  names: string | readonly string[],
  color: string | undefined,
): readonly string[] {
  const all = typeof names === 'string' ? [names] : names;
  if (all.length === 0) throw new IllegalArgumentException(`plot.${method}() needs at least one column of values.`);
  if (all.length === 1 || color === undefined) return all;
  throw new IllegalArgumentException(
    `The color of plot.${method}() splits a single column of values, not ${all.join(', ')}.`,
  );
}

/** Returns the names of the numeric columns of a frame, in backticks. */
export async function numericNames(frame: DataFrame, options: PlotOptions): Promise<readonly string[]> {
  const { fields } = await frame.schema(actionOptions(options));
  return fields
    .filter(({ dataType }) => numericTypes.has(dataType.typeName))
    .map(({ name }) => `\`${name.replaceAll('`', '``')}\``);
}

/** @throws IllegalArgumentException when a column is not numeric. */
export function requireNumeric(method: string, columns: readonly PlotColumn[]): void {
  const other = columns.find(({ type }) => type !== 'quantitative');
  if (other === undefined) return;
  throw new IllegalArgumentException(
    `plot.${method}() shows the values of numeric columns, and ${other.title} is not one: choose another column, or cast it.`,
  );
}

/** @throws IllegalArgumentException when the number is not an integer within the limits. */
export function requireWithin(method: string, option: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new IllegalArgumentException(`plot.${method}() needs an integer from 1 to ${most} as ${option}, not ${value}.`);
}

/** Returns the values of a column as those of its scale. */
export function scaled(column: Column, { type }: Scale): Column {
  const types: Readonly<Record<ScaleType, string>> = {
    quantitative: 'double',
    temporal: 'timestamp_ntz',
    nominal: 'string',
  };
  return column.cast(types[type]);
}

/** Returns whether a value has a place on its scale: it is not null, and, as a number, finite. */
export function hasPlace(column: Column, { type }: Scale): Column {
  return type === 'quantitative' ? isFinite(column) : column.isNotNull();
}

/** Returns whether a number is finite. */
export function isFinite(column: Column): Column {
  return column.cast('double').between(-Number.MAX_VALUE, Number.MAX_VALUE);
}

/** Returns a value that {@link scaled} has cast as the number or text that a chart contains, or null if there is none. */
export function chartValue(value: unknown): number | string | null {
  if (value instanceof TimestampNtz) {
    const moment = Number(value.localMicroseconds / 1000n);
    return Math.abs(moment) <= maxMoment ? moment : null;
  }
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Returns a number of a result; null if there is none, or if it is not finite. */
export function numberOf(value: unknown): number | null {
  const number = chartValue(value);
  return typeof number === 'number' ? number : null;
}

/** Returns the number of a count, which is a bigint. */
export function countOf(value: unknown): number {
  return Number(value ?? 0);
}

/** Returns the options of the actions of a plot. */
export function actionOptions({
  signal,
  timeout,
  tags,
}: PlotOptions): Pick<PlotOptions, 'signal' | 'timeout' | 'tags'> {
  return { signal, timeout, tags };
}

/** Returns the options of a chart, which do not depend on its kind. */
export function pictureOptions({ title, width, height }: PlotOptions): {
  readonly title: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
} {
  return { title, width, height };
}

/** Compares numbers, and text by the numbers in it. */
export function compareValues(one: number | string | null, two: number | string | null): number {
  if (one === null || two === null) return Number(one === null) - Number(two === null);
  if (typeof one === 'number' && typeof two === 'number') return one - two;
  return String(one).localeCompare(String(two), 'en', { numeric: true });
}

/** Returns a number as text with separators of thousands. */
export function counted(value: number): string {
  return value.toLocaleString('en');
}
