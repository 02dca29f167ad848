import type { OwnWork } from '../work.ts';
import { three } from './frames.ts';

/**
 * Iterates over ten million rows in a separate process, so that the process's memory is that of the iteration. Compared with limits and
 * with our `collect()`, but not with PySpark, which would take a minute.
 */
export const longResults: OwnWork = {
  kind: 'own',
  name: '10M rows toLocalIterator()',
  targets: { 'peak memory': { atMost: 1 }, speed: { atLeast: 1 }, 'first row': { atMost: 0.1 } },
  script: `
    import { SparkSession } from 'spark-connect-ts';
    const spark = await SparkSession.builder.getOrCreate();
    const frame = (rows, partitions) => spark.range(0, rows, 1, partitions).selectExpr(...${JSON.stringify(three)});
    const iterate = async (rows, partitions) => {
      const start = performance.now();
      let [count, first] = [0, 0];
      for await (const row of frame(rows, partitions).toLocalIterator()) {
        if (count++ === 0) first = performance.now() - start;
      }
      return { first, all: performance.now() - start };
    };
    const collect = async (rows, partitions) => {
      const start = performance.now();
      await frame(rows, partitions).collect();
      return performance.now() - start;
    };
    await iterate(500_000, 10);
    const { first, all } = await iterate(10_000_000, 200);
    const megabytes = process.resourceUsage().maxRSS / 1024;
    const times = [];
    for (let round = 0; round < 3; round++) times.push(await collect(1_000_000, 20));
    times.sort((a, b) => a - b);
    console.log(JSON.stringify([
      { name: 'peak memory', unit: 'MB', ours: megabytes, against: 250 },
      { name: 'speed', unit: 'rows/s', ours: 10_000_000 / all * 1000, against: 1_000_000 / times[1] * 1000 },
      { name: 'first row', unit: 'ms', ours: first, against: all },
    ]));
    await spark.stop();`,
};
