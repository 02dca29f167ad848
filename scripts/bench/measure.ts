import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../setup/paths.mjs';
import type { Side } from './side.ts';
import type { LatencyWork, ProcessWork, ThroughputWork, Work } from './work.ts';

/** The medians of both sides, and their unit. */
export interface Measurement {
  readonly ours: number;
  readonly pyspark: number;
  readonly unit: 'ms' | 'rows/s';
}

export interface Sides {
  readonly ours: Side;
  readonly pyspark: Side;
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
  readonly quick: boolean;
}

export function measure(work: Work, sides: Sides): Promise<Measurement> {
  switch (work.kind) {
    case 'latency':
      return measureLatency(work, sides);
    case 'throughput':
      return measureThroughput(work, sides);
    case 'process':
      return measureProcess(work, sides);
  }
}

/** Calls in blocks that take turns, so that a slower moment of the machine meets both sides. The first block of each only warms up. */
async function measureLatency({ name, pyspark }: LatencyWork, sides: Sides): Promise<Measurement> {
  const [blocks, calls] = sides.quick ? [5, 25] : [10, 50];
  const [ours, theirs] = await inTurns(
    blocks,
    () => sides.ours.ask({ work: name, rows: 0, calls }),
    () => sides.pyspark.ask({ work: pyspark, rows: 0, calls }),
  );
  return { ours: median(ours.flat()), pyspark: median(theirs.flat()), unit: 'ms' };
}

async function measureThroughput(work: ThroughputWork, sides: Sides): Promise<Measurement> {
  const rows = sides.quick ? (work.quickRows ?? work.rows) : work.rows;
  const { prepare, run } = work.pyspark;
  const [ours, theirs] = await inTurns(
    sides.quick ? 1 : 3,
    () => sides.ours.ask({ work: work.name, rows, calls: 1 }),
    () => sides.pyspark.ask({ work: run, prepare, rows, calls: 1 }),
  );
  const rowsPerSecond = (milliseconds: readonly (readonly number[])[]): number =>
    (rows / median(milliseconds.flat())) * 1000;
  return { ours: rowsPerSecond(ours), pyspark: rowsPerSecond(theirs), unit: 'rows/s' };
}

async function measureProcess({ ours, pyspark, prints }: ProcessWork, sides: Sides): Promise<Measurement> {
  const [our, their] = await inTurns(
    sides.quick ? 3 : 7,
    () => firstOutput(process.execPath, ['--input-type=module', '--eval', ours], prints, sides.env),
    () => firstOutput(sides.python, ['-c', pyspark], prints, sides.env),
  );
  return { ours: median(our), pyspark: median(their), unit: 'ms' };
}

/** One round of each that does not count, then the rounds that do. */
async function inTurns<T>(rounds: number, ours: () => Promise<T>, theirs: () => Promise<T>): Promise<[T[], T[]]> {
  await ours();
  await theirs();
  const results: [T[], T[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    results[0].push(await ours());
    results[1].push(await theirs());
  }
  return results;
}

/** Milliseconds until a process prints its first line, which has to be this. */
async function firstOutput(
  command: string,
  args: readonly string[],
  prints: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let output = '';
  let milliseconds = NaN;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') milliseconds = performance.now() - start;
    output += text;
  });
  await closed;
  if (output.trim() !== prints) throw new Error(`${command} printed ${JSON.stringify(output)}, not ${prints}.`);
  return milliseconds;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
