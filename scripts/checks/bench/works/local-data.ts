import { throughput } from '../work.ts';

/** Creates a DataFrame from local data. The rows are created in advance, and count() makes the server receive all of them. */
export const localData = throughput({
  name: '1M objects createDataFrame() + count()',
  target: { atLeast: 5 },
  rows: 1_000_000,
  quickRows: 100_000,
  prepare: ({ rows }) => Array.from({ length: rows }, (_, i) => ({ id: BigInt(i), x: i * 0.5, s: `name-${i}` })),
  ours: async ({ spark }, objects) => (await spark.createDataFrame(objects)).count(),
  pyspark: {
    prepare: "objects = [{'id': i, 'x': i * 0.5, 's': f'name-{i}'} for i in range(rows)]",
    run: 'spark.createDataFrame(objects).count()',
  },
});
