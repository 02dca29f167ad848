// Compares the speed of this client and PySpark, or of the streaming job and a stock Spark, on dedicated servers: npm run bench -- --help
import { once } from 'node:events';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runBench, type BenchOptions } from './checks/bench/run-bench.ts';
import { runBridgeBench } from './checks/bench/run-bridge-bench.ts';
import { runPackageBench } from './checks/bench/run-package-bench.ts';
import { runStreamBench } from './checks/bench/run-stream-bench.ts';
import { runUdfBench } from './checks/bench/run-udf-bench.ts';
import { streamWorks } from './checks/bench/stream-works.ts';
import { udfStreamWorks, udfWorks } from './checks/bench/udf-works.ts';
import { works } from './checks/bench/works.ts';

const program = createJobCommand({
  name: 'bench',
  runAs: 'npm run bench --',
  description: `Compares with PySpark: ${names(works)}. With --stream, compares the streaming job with Spark's own settings: ${names(streamWorks)}. With --udf, compares functions that run in Spark with PySpark's: ${names([...udfWorks, ...udfStreamWorks])}.`,
})
  .option('--stream', 'measure the streaming job instead of the client')
  .option('--udf', 'measure functions of the program that run in Spark, and foreachBatch')
  .option('--package', 'compare size, number of packages and import time with the other clients on npm')
  .option(
    '--client <package>',
    'with --package, compare with this client, too: a name on npm, or the path of a packed one; can be repeated',
    (client: string, clients: string[] = []) => [...clients, client],
  )
  .option('--bridge', 'compare the bridge to Dataproc Serverless with one that sends 1 KiB per message')
  .option(
    '--json',
    'print an array of {name, ours, pyspark, ratio, unit}, or with --stream or --udf of {name, ours, theirs, against, ratio, unit, target}',
  )
  .option('--quick', 'run fewer rounds and skip streams; takes about a minute once everything is set up')
  .option('--only <name>', 'run only this benchmark; can be repeated', (name: string, names: string[] = []) => [
    ...names,
    name,
  ])
  .action(
    runJob<BenchOptions & Partial<Readonly<Record<'stream' | 'udf' | 'bridge' | 'package', boolean>>>>(
      (options, { signal }) => {
        const { bridge, package: ofPackage, stream, udf } = options;
        const run = ofPackage
          ? runPackageBench
          : bridge
            ? runBridgeBench
            : stream
              ? runStreamBench
              : udf
                ? runUdfBench
                : runBench;
        return Promise.race([run(options, signal), rejectOn(signal)]);
      },
    ),
  );

function names(all: readonly { readonly name: string }[]): string {
  return all.map(({ name }) => name).join(', ');
}

async function rejectOn(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

await runProgram(program, process.argv);
