import type { OwnWork } from '../work.ts';

/** The duration of a batch whose function does nothing, compared with that of a sink that does nothing. Both take turns. */
export const emptyBatches: OwnWork = {
  kind: 'own',
  name: 'foreachBatch',
  targets: { 'empty function to no-op sink': { atMost: 1.2 } },
  script: `
    import { SparkSession } from 'spark-connect-ts';
    const [rounds, batches] = process.env.BENCH_QUICK ? [4, 20] : [10, 60];
    const spark = await SparkSession.builder.getOrCreate();
    const input = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 1000, numPartitions: 2 }).load();
    const writers = {
      noop: input.writeStream.format('noop'),
      empty: input.writeStream.foreachBatch(async () => {}),
    };
    // The first batches of a query compile its plan.
    const first = 5;
    const turn = async (writer) => {
      const query = await writer.start();
      const durations = [];
      for await (const { batchId, durationMs } of query.progress({ pollInterval: 500 })) {
        if (batchId < first) continue;
        durations.push(durationMs.triggerExecution);
        if (durations.length === batches) break;
      }
      await query.stop();
      return durations;
    };
    const durations = { noop: [], empty: [] };
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? ['noop', 'empty'] : ['empty', 'noop'];
      for (const name of order) {
        const measured = await turn(writers[name]);
        // A server gets faster with each batch: the first two rounds warm it up.
        if (round > 1) durations[name].push(...measured);
      }
    }
    const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
    console.log(JSON.stringify([
      { name: 'empty function to no-op sink', unit: 'ms', ours: median(durations.empty), against: median(durations.noop) },
    ]));
    await spark.stop();`,
};
