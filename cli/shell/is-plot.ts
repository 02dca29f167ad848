import type { Plot } from '../../src/index.ts';

/** Returns whether a value is a plot. Its class is not at hand, because DataFrames load it when they draw. */
export function isPlot(value: unknown): value is Plot {
  return typeof value === 'object' && value !== null && 'toText' in value && 'spec' in value;
}
