import { measure, type Measurement } from './measure.ts';
import { preparePython } from './python.ts';
import { buildLibrary } from './library.ts';
import { formatStreamJson, formatStreamTable, meetsTarget } from './report.ts';
import { choose, warmUp, withSides, type BenchOptions } from './run-bench.ts';
import { withFeed } from './run-stream-bench.ts';
import type { StreamMeasurement } from './stream-work.ts';
import { udfStreamWorks, udfWorks } from './udf-works.ts';

const onProgress = (line: string): void => console.error(line);

/**
 * Measures functions that run in Spark beside those of PySpark, on the same server, and prints the results. Sets the exit code to 1 if
 * one misses its target.
 */
export async function runUdfBench(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const { json = false, quick = false } = options;
  const chosen = choose<{ readonly name: string; readonly isLong?: boolean }>(
    [...udfWorks, ...udfStreamWorks],
    options,
  );
  const works = udfWorks.filter((work) => chosen.includes(work));
  const streamWorks = udfStreamWorks.filter((work) => chosen.includes(work));
  const python = await preparePython(onProgress);
  await buildLibrary(onProgress);
  // The server starts this Python for functions of PySpark.
  process.env['PYSPARK_PYTHON'] = python;
  const results: StreamMeasurement[] = [];
  await withSides({ python, quick, services: ['spark', 'kafka'], v8: true, signal }, async (sides, stack) => {
    await warmUp(sides);
    for (const work of works) {
      onProgress(`Measuring ${work.name} …`);
      results.push(...(await measure(work, sides)).map(compared));
    }
    if (streamWorks.length === 0) return;
    await withFeed({ ours: stack, quick, signal }, async (servers) => {
      for (const work of streamWorks) {
        onProgress(`Measuring ${work.name} …`);
        results.push(...(await work.measure({ ...servers, stock: stack })));
      }
    });
  });
  console.log(json ? formatStreamJson(results) : formatStreamTable(results));
  if (!results.every(meetsTarget)) process.exitCode = 1;
}

/** Says what a function was compared with. */
function compared({ pyspark, ...measurement }: Measurement): StreamMeasurement {
  const { name, ours, ratio } = measurement;
  const isArrow = name.endsWith('to Arrow');
  const isEngine = name.startsWith('V8');
  const against = isEngine
    ? 'Rhino'
    : pyspark === null
      ? 'no-op sink'
      : isArrow
        ? 'Python UDF, Arrow'
        : 'Python UDF, pickled';
  return { ...measurement, theirs: pyspark ?? ours / ratio, against };
}
