import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { readRecord } from '../../../stack/stack-record.ts';
import type { Stack } from '../../../stack/stack.ts';
import { planKills, targets, type Target } from './kill-plan.ts';
import { formatRound, formatTable, type RoundResult } from './report.ts';
import { runRound } from './run-round.ts';

export interface ChaosOptions {
  readonly rounds: number;
  readonly records: number;
  readonly seed: number;
  readonly kill?: readonly Target[];
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

/** Runs all rounds on a dedicated stack and prints their results. Sets the exit code to 1 if a round fails. */
export async function runChaos(options: ChaosOptions, signal: AbortSignal): Promise<void> {
  onProgress(`Seed ${options.seed}: use --seed ${options.seed} to repeat this run.`);
  await withOwnStack('chaos', { onProgress, signal }, (stack) => runRounds(stack, options, signal));
}

async function runRounds(stack: Stack, options: ChaosOptions, signal: AbortSignal): Promise<void> {
  const { rounds, records, seed, kill = targets, json = false } = options;
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-chaos-'));
  let jobs: readonly { kill(): void }[] = [];
  const cleanUp = (): void => {
    for (const job of jobs) job.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', cleanUp);
  try {
    const { ports } = readRecord(stack.stateDir)!;
    const context = { stack, ports, folder, records, signal, onJobs: (started: typeof jobs) => void (jobs = started) };
    const results: RoundResult[] = [];
    for (const plan of planKills(rounds, seed, kill)) {
      const result = await runRound(plan, context);
      results.push(result);
      print(result, json);
    }
    const failed = results.filter(({ failures }) => failures.length > 0).length;
    console.log(json ? JSON.stringify({ type: 'summary', seed, rounds, failed }) : formatTable(results));
    if (failed > 0) process.exitCode = 1;
  } finally {
    cleanUp();
  }
}

function print(result: RoundResult, json: boolean): void {
  if (json) return console.log(JSON.stringify({ type: 'round', ...result }));
  for (const line of formatRound(result)) console.log(line);
}
