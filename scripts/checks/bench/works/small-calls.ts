import type { LatencyWork } from '../work.ts';

/** Calls with such small results that only the round trip counts. */
export const smallCalls: readonly LatencyWork[] = [
  {
    kind: 'latency',
    name: 'spark.version',
    target: { atMost: 1 },
    ours: ({ spark }) => spark.version(),
    callsPerBlock: 50,
    pyspark: 'spark.version',
  },
  {
    kind: 'latency',
    name: 'range(5).collect()',
    target: { atMost: 1 },
    ours: ({ spark }) => spark.range(5).collect(),
    pyspark: 'spark.range(5).collect()',
  },
];
