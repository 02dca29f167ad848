import { createInterface } from 'node:readline';
import { Argument, Option, type Command } from 'commander';
import { dataFormats } from '../../command-line/in-format.ts';
import { createJobCommand, runJob, type JobContext } from '../../command-line/job-command.ts';
import { positiveInteger } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { SparkSession } from '../../src/index.ts';
import { Batch, type BatchOptions } from './batch.ts';
import { openSession } from './open-session.ts';
import { addToGlobals, shellScope } from './scope.ts';

interface ShellOptions extends Pick<BatchOptions, 'format' | 'rows'> {
  readonly eval?: readonly string[];
  readonly verbose: boolean;
}

/** Creates the command `shell`. */
export function shellCommand(): Command {
  return createJobCommand({
    name: 'shell',
    runAs: 'npx spark-connect-ts shell [remote]',
    description: 'Evaluate JavaScript with a Spark session in scope, on a terminal or from a pipe.',
  })
    .addArgument(
      new Argument(
        '[remote]',
        'server, such as sc://host:15002 (default: SPARK_REMOTE, or the server that "up" has started)',
      ),
    )
    .addOption(
      new Option('-e, --eval <code>', 'evaluate this and print its value; can be repeated').argParser(
        (code: string, before: readonly string[] = []) => [...before, code],
      ),
    )
    .addOption(
      new Option('--format <format>', 'how to print DataFrames, with -e or from a pipe')
        .choices(['table', ...dataFormats])
        .default('table'),
    )
    .option('--rows <n>', 'most rows of a DataFrame to show as a table', positiveInteger, 1000)
    .action((remote: string | undefined, options: ShellOptions) => run(remote, options));
}

async function run(remote: string | undefined, options: ShellOptions): Promise<void> {
  const isInteractive = options.eval === undefined && process.stdin.isTTY && process.stdout.isTTY;
  if (!isInteractive) return runJob((given: ShellOptions, context) => runBatch(remote, given, context))(options);
  if (options.format !== 'table') {
    throw new UserError(
      `--format ${options.format} needs code to evaluate: add -e <code>, or write it to standard input.`,
    );
  }
  const spark = await openSession(remote);
  try {
    process.stdout.write(`Spark ${await spark.version()}. Type .help for help, Ctrl-D to exit.\n`);
    const { InteractiveShell } = await import('./interactive.ts');
    process.exitCode = await new InteractiveShell(spark, options.rows).run();
  } finally {
    await spark.stop();
  }
}

async function runBatch(remote: string | undefined, options: ShellOptions, { signal }: JobContext): Promise<void> {
  const spark = await openSession(remote);
  try {
    await evaluateAll(spark, options, signal);
  } finally {
    await spark.stop();
  }
}

async function evaluateAll(spark: SparkSession, options: ShellOptions, signal: AbortSignal): Promise<void> {
  const removeFromGlobals = addToGlobals(shellScope(spark));
  const batch = new Batch(spark, { format: options.format, rows: options.rows, signal });
  try {
    if (options.eval !== undefined) await batch.runAll(options.eval);
    else await batch.runLines(createInterface({ input: process.stdin, signal }));
  } finally {
    await batch.close();
    removeFromGlobals();
  }
}
