import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { root } from '../../setup/paths.mjs';
import { buildLibrary } from '../bench/library.ts';

export interface MemoryOptions {
  readonly queries: number;
  readonly atOnce: number;
  readonly json?: boolean;
}

/** The memory in use after a number of queries and a garbage collection, in MB. */
interface Point {
  readonly queries: number;
  readonly heap: number;
  readonly rss: number;
}

/** The maximum growth of the heap after the first queries, which fill caches. */
const allowedGrowth = 1.05;
const points = 10;

const onProgress = (line: string): void => console.error(line);

/** Runs the queries in a separate process and prints the memory in use. Sets the exit code to 1 if the heap grows too much. */
export async function runMemory({ queries, atOnce, json = false }: MemoryOptions, signal: AbortSignal): Promise<void> {
  await buildLibrary(onProgress);
  await withOwnStack('memory', { onProgress, signal }, async ({ sparkRemote }) => {
    onProgress(`Running ${queries} queries, ${atOnce} at once …`);
    const args = ['--expose-gc', '--input-type=module', '--eval', script(queries, atOnce)];
    const env = { ...process.env, SPARK_REMOTE: sparkRemote };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env, signal });
    report(JSON.parse(stdout) as Point[], json);
  });
}

/** Returns the program to run. It uses one signal for all queries, and tags and a timeout for each, to find out if an action leaks them. */
function script(queries: number, atOnce: number): string {
  return `
    import { SparkSession } from 'spark-connect-ts';
    const spark = await SparkSession.builder.getOrCreate();
    const { signal } = new AbortController();
    const points = [];
    let done = 0;
    const worker = async (end) => {
      while (done < end) {
        done++;
        const rows = await spark.range(5).collect({ signal, timeout: 60_000, tags: ['memory'] });
        if (rows.length !== 5) throw new Error('wrong');
      }
    };
    for (let point = 1; point <= ${points}; point++) {
      const end = Math.round((${queries} * point) / ${points});
      await Promise.all(Array.from({ length: ${atOnce} }, () => worker(end)));
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (let round = 0; round < 3; round++) gc();
      const { heapUsed, rss } = process.memoryUsage();
      points.push({ queries: done, heap: heapUsed / 2 ** 20, rss: rss / 2 ** 20 });
    }
    await spark.stop();
    console.log(JSON.stringify(points));`;
}

function report(curve: readonly Point[], json: boolean): void {
  const from = curve[1]!;
  const growth = curve.at(-1)!.heap / from.heap;
  if (json) console.log(JSON.stringify(curve));
  else {
    console.log('queries   heap MB    RSS MB');
    for (const { queries, heap, rss } of curve) {
      console.log(`${String(queries).padStart(7)}  ${heap.toFixed(2).padStart(8)}  ${rss.toFixed(1).padStart(8)}`);
    }
    console.log(`The heap grows by ${((growth - 1) * 100).toFixed(1)} % from ${from.queries} queries on.`);
  }
  if (growth > allowedGrowth) process.exitCode = 1;
}
