import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { findFreePorts } from '../../../stack/ports.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import { planKills, targets, type KillPlan, type Target } from './kill-plan.ts';
import { formatBatchTable, formatRound, formatTable, type RoundResult } from './report.ts';
import { runBatchRound } from './run-batch-round.ts';
import { runRound, type RoundContext } from './run-round.ts';

export interface ChaosOptions {
  readonly rounds: number;
  readonly records: number;
  readonly seed: number;
  readonly kill?: readonly Target[];
  /** Whether to run a program with foreachBatch instead of the job. */
  readonly foreachBatch?: boolean;
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

/** Runs all rounds on a dedicated stack and prints their results. Sets the exit code to 1 if a round fails. */
export async function runChaos(options: ChaosOptions, signal: AbortSignal): Promise<void> {
  onProgress(`Seed ${options.seed}: use --seed ${options.seed} to repeat this run.`);
  const ports = await findFreePorts();
  const proxies = {
    spark: await startCuttingProxy(ports.connect, 0),
    kafka: await startCuttingProxy(ports.kafka, 0),
  };
  const restart = { ports, advertisedKafkaPort: proxies.kafka.port };
  try {
    await withOwnStack('chaos', { ...restart, onProgress, signal }, (stack) => {
      const servers = { stack, restart, proxies };
      return options.foreachBatch
        ? runRounds(servers, { run: runBatchRound, format: formatBatchTable }, options, signal)
        : runRounds(servers, { run: runRound, format: formatTable }, options, signal);
    });
  } finally {
    await Promise.all([proxies.spark.close(), proxies.kafka.close()]);
  }
}

/** What every round has. */
type AnyResult = KillPlan & Pick<RoundResult, 'seconds' | 'lastWords' | 'failures'>;

/** How to run a round, and how to print all. */
interface Rounds<Result extends AnyResult> {
  readonly run: (plan: KillPlan, context: RoundContext) => Promise<Result>;
  readonly format: (results: readonly Result[]) => string;
}

async function runRounds<Result extends AnyResult>(
  servers: Pick<RoundContext, 'stack' | 'restart' | 'proxies'>,
  { run, format }: Rounds<Result>,
  options: ChaosOptions,
  signal: AbortSignal,
): Promise<void> {
  const { rounds, records, seed, kill = targets, json = false } = options;
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-chaos-'));
  let jobs: readonly { kill(): void }[] = [];
  let hasEvidence = false;
  const cleanUp = (): void => {
    for (const job of jobs) job.kill();
    if (!hasEvidence) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', cleanUp);
  try {
    const context = { ...servers, folder, records, signal, onJobs: (started: typeof jobs) => void (jobs = started) };
    const results: Result[] = [];
    for (const plan of planKills(rounds, seed, kill)) {
      const result = await run(plan, context);
      results.push(result);
      print(result, json);
      if (result.failures.length === 0) continue;
      hasEvidence = true;
      keepEvidence(result, servers.stack.stateDir, folder);
    }
    const failed = results.filter(({ failures }) => failures.length > 0).length;
    console.log(json ? JSON.stringify({ type: 'summary', seed, rounds, failed }) : format(results));
    if (failed > 0) process.exitCode = 1;
    if (hasEvidence)
      onProgress(`Data files, checkpoints, logs and Kafka's files of the failed rounds are in ${folder}.`);
  } finally {
    cleanUp();
  }
}

function print(result: AnyResult, json: boolean): void {
  if (json) return console.log(JSON.stringify({ type: 'round', ...result }));
  for (const line of formatRound(result)) console.log(line);
}

/** Keeps the files of the stack after a failed round, because they are deleted with the stack. */
function keepEvidence(result: AnyResult, stateDir: string, folder: string): void {
  const target = join(folder, `round-${result.round}`);
  cpSync(stateDir, target, { recursive: true, errorOnExist: false, filter: (path) => !path.endsWith('.sock') });
  writeFileSync(join(target, 'round.json'), JSON.stringify(result, undefined, 2));
}
