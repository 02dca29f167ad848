import type { Scale } from './chart.ts';

/** The range of the values on an axis. */
export interface Extent {
  readonly least: number;
  readonly greatest: number;
}

/** Returns the range of values; from 0 to 1 if there are none, and around a single one. */
export function extentOf(values: readonly number[]): Extent {
  const least = values.reduce((one, two) => Math.min(one, two), Infinity);
  const greatest = values.reduce((one, two) => Math.max(one, two), -Infinity);
  if (least > greatest) return { least: 0, greatest: 1 };
  return least === greatest ? { least: least - 0.5, greatest: greatest + 0.5 } : { least, greatest };
}

/** Returns the place of a value in a range, from 0 to 1. */
export function placeIn({ least, greatest }: Extent, value: number): number {
  return (value - least) / (greatest - least);
}

/** Returns a value as the label of an axis. */
export function axisLabel(value: number, { type, isDay }: Pick<Scale, 'type' | 'isDay'>): string {
  if (type !== 'temporal') return numberLabel(value);
  const text = new Date(value).toISOString();
  return isDay || text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/** Returns a number with about four digits, such as `1.234M`. */
export function numberLabel(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) return value.toExponential(2);
  if (size >= 1e6) return value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 4 });
  return value.toLocaleString('en', size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 });
}
