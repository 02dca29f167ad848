import { throughput } from '../work.ts';
import { frame, python, three } from './frames.ts';

/** Reads a result as columns: typed arrays on our side, an Arrow table in PySpark. */
export const columns = throughput({
  name: '1M x 3 columns',
  target: { atLeast: 0.9 },
  rows: 1_000_000,
  ours: async (bench) => {
    const batches = [];
    for await (const batch of frame(bench, three).toArrowBatches()) batches.push(batch);
    return batches;
  },
  pyspark: { prepare: python(three), run: 'spark.client.to_table(frame._plan.to_proto(spark.client))' },
});
