import { throughput } from '../work.ts';
import { frame, mixed, python, three } from './frames.ts';

/** Reads a whole result with few columns. */
export const collected = throughput({
  name: '1M x 3 collect()',
  target: { atLeast: 7 },
  rows: 1_000_000,
  ours: (bench) => frame(bench, three).collect(),
  pyspark: { prepare: python(three), run: 'frame.collect()', quickRows: 500_000 },
  alsoAgainst: { name: '1M x 3 collect() to toPandas()', target: { atLeast: 1 }, run: 'frame.toPandas()' },
});

/** Reads a whole result with many columns. */
export const wide = throughput({
  name: '100k x 50 collect()',
  target: { atLeast: 7 },
  rows: 100_000,
  ours: (bench) => frame(bench, mixed).collect(),
  pyspark: { prepare: python(mixed), run: 'frame.collect()', quickRows: 25_000 },
});
