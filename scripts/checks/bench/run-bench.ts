import { join } from 'node:path';
import type { Stack } from '../../../stack/stack.ts';
import type { ServiceName } from '../../../stack/stack-record.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { jvmOptions } from '../../../stack/spark-server.ts';
import { root } from '../../setup/paths.mjs';
import { choose as chooseNamed } from '../choose.ts';
import { buildLibrary, loadLibrary } from './library.ts';
import { measure, type Measurement, type Sides } from './measure.ts';
import { preparePython } from './python.ts';
import { formatJson, formatTable, meetsTarget } from './report.ts';
import { Side } from './side.ts';
import { works } from './works.ts';
import { columns } from './works/columns.ts';

export interface BenchOptions {
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly only?: readonly string[];
  /** Further clients to measure with `--package`. */
  readonly client?: readonly string[];
}

const warmUpMilliseconds = 2000;

/** Reserves the whole heap from the start: while the heap grows, garbage collections would slow down one side or the other. */
const heapOptions = jvmOptions().flatMap((option) =>
  option.startsWith('-Xmx') ? [option.replace('-Xmx', '-Xms')] : [],
);
const sparkConf = { 'spark.driver.extraJavaOptions': heapOptions.join(' ') };

const onProgress = (line: string): void => console.error(line);

/** Runs the chosen benchmarks and prints their results. Sets the exit code to 1 if one misses its target. */
export async function runBench(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const { json = false, quick = false } = options;
  const chosen = choose(works, options);
  const python = await preparePython(onProgress);
  await buildLibrary(onProgress);
  const results: Measurement[] = [];
  await withSides({ python, quick, services: ['spark'], signal }, async (sides) => {
    if (chosen.some(({ kind }) => kind === 'throughput')) await warmUp(sides);
    for (const work of chosen) {
      onProgress(`Measuring ${work.name} …`);
      results.push(...(await measure(work, sides)));
    }
  });
  console.log(json ? formatJson(results) : formatTable(results));
  if (!results.every(meetsTarget)) process.exitCode = 1;
}

/** Returns the chosen benchmarks. Without names, those that are not too long for `--quick`. @throws UserError for unknown names. */
export function choose<W extends { readonly name: string; readonly isLong?: boolean }>(
  all: readonly W[],
  { quick = false, only }: BenchOptions,
): readonly W[] {
  const chosen = chooseNamed('benchmark', all, only);
  return only === undefined ? chosen.filter(({ isLong }) => !(quick && isLong)) : chosen;
}

/** Warms up the server with many small batches, because a fresh server keeps getting faster for many runs and batches. */
export async function warmUp({ env }: Sides): Promise<void> {
  const library = await loadLibrary();
  const spark = await library.SparkSession.builder
    .remote(env['SPARK_REMOTE']!)
    .config('spark.sql.execution.arrow.maxRecordsPerBatch', '200')
    .getOrCreate();
  const end = performance.now() + warmUpMilliseconds;
  while (performance.now() < end) await columns.ours({ spark, library, rows: 100_000 }, undefined);
  await spark.stop();
}

/** Starts a server and the processes of both sides. */
export async function withSides(
  {
    python,
    quick,
    services,
    v8,
    signal,
  }: Pick<Sides, 'python' | 'quick'> & {
    readonly services: readonly ServiceName[];
    /** Whether Spark has V8 on its class path. */
    readonly v8?: boolean;
    readonly signal: AbortSignal;
  },
  body: (sides: Sides, stack: Stack) => Promise<void>,
): Promise<void> {
  const folder = join(root, 'scripts', 'checks', 'bench');
  const ours = new Side(process.execPath, ['--import', 'tsx', join(folder, 'our-side.ts')]);
  const pyspark = new Side(python, [join(folder, 'pyspark_side.py')]);
  process.once('exit', () => [ours, pyspark].forEach((side) => side.kill()));
  try {
    await withOwnStack('bench', { services, v8, sparkConf, onProgress, signal }, async (stack) => {
      const { sparkRemote } = stack;
      const env = { SPARK_REMOTE: sparkRemote };
      [ours, pyspark].forEach((side) => side.connect(sparkRemote));
      await body({ ours, pyspark, python, env, quick }, stack);
      await Promise.all([ours.end(), pyspark.end()]);
    });
  } finally {
    [ours, pyspark].forEach((side) => side.kill());
  }
}
