// Measures our client and PySpark beside it, on one server of their own in one run: npm run bench -- --help
import { once } from 'node:events';
import { join } from 'node:path';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { runProgram } from '../command-line/run-program.ts';
import { UserError } from '../command-line/user-error.ts';
import { buildLibrary, loadLibrary } from './checks/bench/library.ts';
import { measure, type Measurement, type Sides } from './checks/bench/measure.ts';
import { preparePython } from './checks/bench/python.ts';
import { formatJson, formatTable, meetsTarget } from './checks/bench/report.ts';
import { Side } from './checks/bench/side.ts';
import { works } from './checks/bench/works.ts';
import { columns } from './checks/bench/works/columns.ts';
import { root } from './setup/paths.mjs';
import { jvmOptions } from '../stack/spark-server.ts';
import { startStack } from '../stack/start-stack.ts';
import { stopStack } from '../stack/stop-stack.ts';
import { ownTestStacks, stopOrphanedStacks, testStateFolder } from '../stack/own-stacks.ts';

interface Options {
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly only?: readonly string[];
}

const warmUpMilliseconds = 2000;

/** The whole heap from the start: while it grows, collections of it fall on one side or the other. */
const heapOptions = jvmOptions().flatMap((option) =>
  option.startsWith('-Xmx') ? [option.replace('-Xmx', '-Xms')] : [],
);
const sparkConf = { 'spark.driver.extraJavaOptions': heapOptions.join(' ') };

const onProgress = (line: string): void => console.error(line);

const program = createJobCommand({
  name: 'bench',
  runAs: 'npm run bench --',
  description: `Compares with PySpark: ${works.map(({ name }) => name).join(', ')}.`,
})
  .option('--json', 'print an array of {name, ours, pyspark, ratio, unit}')
  .option('--quick', 'fewer rounds, and nothing about streams: under a minute once everything is set up')
  .option('--only <name>', 'this work only; may be repeated', (name: string, names: string[] = []) => [...names, name])
  .action(runJob<Options>((options, { signal }) => Promise.race([bench(options, signal), rejectOn(signal)])));

async function bench({ json = false, quick = false, only }: Options, signal: AbortSignal): Promise<void> {
  const chosen = works.filter(({ name, isLong }) => only?.includes(name) ?? !(quick && isLong));
  const unknown = only?.filter((name) => works.every((work) => work.name !== name)) ?? [];
  if (unknown.length > 0) {
    throw new UserError(`There is no work ${unknown.join(', ')}, only ${works.map(({ name }) => name).join(', ')}.`);
  }
  const python = await preparePython(onProgress);
  await buildLibrary(onProgress);
  const results: Measurement[] = [];
  await withSides(python, quick, signal, async (sides) => {
    if (chosen.some(({ kind }) => kind === 'throughput')) await warmUp(sides);
    for (const work of chosen) {
      onProgress(`Measuring ${work.name} …`);
      results.push(...(await measure(work, sides)));
    }
  });
  console.log(json ? formatJson(results) : formatTable(results));
  if (!results.every(meetsTarget)) process.exitCode = 1;
}

/** A fresh server gets faster for many runs, and for many batches: small ones warm up what sends them. */
async function warmUp({ env }: Sides): Promise<void> {
  const library = await loadLibrary();
  const spark = await library.SparkSession.builder
    .remote(env['SPARK_REMOTE']!)
    .config('spark.sql.execution.arrow.maxRecordsPerBatch', '200')
    .getOrCreate();
  const end = performance.now() + warmUpMilliseconds;
  while (performance.now() < end) await columns.ours({ spark, library, rows: 100_000 }, undefined);
  await spark.stop();
}

async function withSides(
  python: string,
  quick: boolean,
  signal: AbortSignal,
  body: (sides: Sides) => Promise<void>,
): Promise<void> {
  await stopOrphanedStacks();
  ownTestStacks();
  const stateDir = testStateFolder('bench');
  const folder = join(root, 'scripts', 'bench');
  const ours = new Side(process.execPath, ['--import', 'tsx', join(folder, 'our-side.ts')]);
  const pyspark = new Side(python, [join(folder, 'pyspark_side.py')]);
  process.once('exit', () => [ours, pyspark].forEach((side) => side.kill()));
  try {
    const { sparkRemote } = await startStack(stateDir, {
      services: ['spark'],
      otherPorts: 'free',
      sparkConf,
      onProgress,
      signal,
    });
    const env = { SPARK_REMOTE: sparkRemote };
    [ours, pyspark].forEach((side) => side.connect(sparkRemote));
    await body({ ours, pyspark, python, env, quick });
    await Promise.all([ours.end(), pyspark.end()]);
  } finally {
    [ours, pyspark].forEach((side) => side.kill());
    await stopStack(stateDir, { clean: true });
  }
}

async function rejectOn(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

await runProgram(program, process.argv);
