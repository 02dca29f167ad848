import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../../setup/paths.mjs';
import type { Side, SideRequest } from './side.ts';
import type { LatencyWork, OwnFigure, OwnWork, ProcessWork, Target, ThroughputWork, Work } from './work.ts';

/** The result of one benchmark: the medians of both sides. */
export interface Measurement {
  readonly name: string;
  readonly target: Target;
  readonly unit: OwnFigure['unit'];
  readonly ours: number;
  /** Null if PySpark was not measured. If our result is compared with something else, PySpark's is only shown beside it. */
  readonly pyspark: number | null;
  /** Our result ÷ PySpark's, or ÷ the result that it is compared with. */
  readonly ratio: number;
}

type Compared = Pick<Measurement, 'name' | 'target'>;

export interface Sides {
  readonly ours: Side;
  readonly pyspark: Side;
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
  readonly quick: boolean;
}

const latencyBlocks = 10;

export async function measure(work: Work, sides: Sides): Promise<readonly Measurement[]> {
  switch (work.kind) {
    case 'latency':
      return [await measureLatency(work, sides)];
    case 'throughput':
      return measureThroughput(work, sides);
    case 'process':
      return [await measureProcess(work, sides)];
    case 'own':
      return measureOwn(work, sides);
  }
}

function compared({ name, target }: Compared, unit: OwnFigure['unit'], ours: number, pyspark: number): Measurement {
  return { name, target, unit, ours, pyspark, ratio: ours / pyspark };
}

/** Measures calls in alternating blocks, so that a slow phase of the machine affects both sides. The first block of each side is a warm-up. */
async function measureLatency(work: LatencyWork, sides: Sides): Promise<Measurement> {
  // The duration of a block on PySpark's side in milliseconds: long enough for many short calls, but short, because the server gets
  // faster over time.
  const blockLength = sides.quick ? 130 : 1000;
  const probe = median(await sides.pyspark.ask({ work: work.pyspark, rows: 0, calls: 5 }));
  const calls = work.callsPerBlock ?? Math.min(500, Math.max(4, Math.round(blockLength / probe)));
  const [ours, theirs] = await alternate(
    latencyBlocks,
    () => sides.ours.ask({ work: work.name, rows: 0, calls }),
    () => sides.pyspark.ask({ work: work.pyspark, rows: 0, calls }),
  );
  return compared(work, 'ms', median(ours.flat()), median(theirs.flat()));
}

/** One side of a throughput benchmark, and the duration of its rounds in milliseconds. */
interface Runner {
  readonly request: SideRequest;
  readonly side: Side;
  readonly rounds: number[];
}

/** Warms up the server with a few of our runs, and PySpark's process with a few rows, then measures all sides in turn. */
async function measureThroughput(work: ThroughputWork, sides: Sides): Promise<Measurement[]> {
  const { prepare, run, quickRows } = work.pyspark;
  const rows = sides.quick ? (work.quickRows ?? work.rows) : work.rows;
  const theirRows = sides.quick ? (quickRows ?? rows) : rows;
  const runner = (side: Side, request: Omit<SideRequest, 'calls'>): Runner => ({
    side,
    request: { ...request, calls: 1 },
    rounds: [],
  });
  const ours = runner(sides.ours, { work: work.name, rows });
  const theirs = [
    { ...work, ...runner(sides.pyspark, { work: run, prepare, rows: theirRows }) },
    ...(work.alsoAgainst ? [work.alsoAgainst] : []).map((against) => ({
      ...against,
      ...runner(sides.pyspark, { work: against.run, prepare, rows }),
    })),
  ];

  await ours.side.ask({ ...ours.request, calls: sides.quick ? 1 : 2 });
  for (const { side, request } of theirs) await side.ask({ ...request, rows: Math.ceil(rows / 50) });
  await takeTurns(
    [ours, ...theirs],
    sides.quick
      ? { milliseconds: 3000, rounds: 7, maxRoundMs: 1500 }
      : { milliseconds: 15_000, rounds: 20, maxRoundMs: 15_000 },
  );

  const rowsPerSecond = ({ rounds, request }: Runner): number => (request.rows / median(rounds)) * 1000;
  return theirs.map((against) => compared(against, 'rows/s', rowsPerSecond(ours), rowsPerSecond(against)));
}

/**
 * Runs rounds of all runners in turn, until each has reached the total time or the number of rounds. A runner with a round of more than
 * `maxRoundMs` is not run again. The order rotates after each turn.
 */
async function takeTurns(
  runners: readonly Runner[],
  limits: { readonly milliseconds: number; readonly rounds: number; readonly maxRoundMs: number },
): Promise<void> {
  const wantsMore = ({ rounds }: Runner): boolean =>
    rounds.length < limits.rounds &&
    rounds.reduce((sum, round) => sum + round, 0) < limits.milliseconds &&
    rounds.every((round) => round < limits.maxRoundMs);
  for (let order = [...runners]; order.some(wantsMore); order = [...order.slice(1), order[0]!]) {
    for (const { side, request, rounds } of order.filter(wantsMore)) rounds.push(...(await side.ask(request)));
  }
}

/**
 * Measures processes that end. Ours imports the package that `folder` has: by default the built one of this clone. The server's part of the
 * time is the same for both, and falls by half while a new server warms up, so that happens first.
 */
export async function measureProcess(
  { ours, pyspark, prints, warmUp, ...work }: ProcessWork,
  { python, env, quick, folder = root }: Pick<Sides, 'python' | 'env' | 'quick'> & { readonly folder?: string },
): Promise<Measurement> {
  const options = { cwd: folder, env: { ...process.env, ...env } };
  const runOurs = (script: string): Promise<number> =>
    firstOutput(process.execPath, ['--input-type=module', '--eval', script], prints, options);
  await runOurs(warmUp);
  const [our, their] = await alternate(
    quick ? 4 : 15,
    () => runOurs(ours),
    () => firstOutput(python, ['-c', pyspark], prints, options),
  );
  return compared(work, 'ms', median(our), median(their));
}

async function measureOwn({ name, targets, script }: OwnWork, { env, python, quick }: Sides): Promise<Measurement[]> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    env: { ...process.env, ...env, BENCH_PYTHON: python, ...(quick && { BENCH_QUICK: '1' }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${name} ended with exit code ${child.exitCode}.`);
  return (JSON.parse(output) as readonly OwnFigure[]).map((figure) => ({
    name: `${name}, ${figure.name}`,
    target: targets[figure.name]!,
    unit: figure.unit,
    ours: figure.ours,
    pyspark: figure.pyspark ?? null,
    ratio: figure.ours / figure.against,
  }));
}

/** Runs one warm-up round of each side, then the measured rounds. */
async function alternate<T>(rounds: number, ours: () => Promise<T>, theirs: () => Promise<T>): Promise<[T[], T[]]> {
  await ours();
  await theirs();
  const results: [T[], T[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    // A server gets faster with each call, so the second side has an advantage: swap the order every round.
    const order = [[0, ours] as const, [1, theirs] as const];
    for (const [side, work] of round % 2 === 0 ? order : order.reverse()) results[side].push(await work());
  }
  return results;
}

/** Returns the milliseconds until a process prints its first line. Throws if its output is not `prints`. */
async function firstOutput(
  command: string,
  args: readonly string[],
  prints: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
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
