import { tableFromIPC as flechette } from '@uwdata/flechette';
import { tableFromIPC as apacheArrow } from 'apache-arrow';
import { SparkSession, type RecordBatch } from '../../../src/index.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { median } from '../bench/measure.ts';
import { three } from '../bench/works/frames.ts';

export interface ReadersOptions {
  readonly rounds: number;
  readonly json?: boolean;
}

type Reader = (batch: RecordBatch) => readonly object[];

const exact = { useBigInt: true } as const;

const readers: Readonly<Record<string, Reader>> = {
  'own (src/arrow)': (batch) => batch.rows(),
  'flechette, toArray() of the table': ({ ipc }) => flechette(ipc, exact).toArray(),
  'flechette, at() of each column': ({ ipc, rowCount }) => {
    const table = flechette(ipc, exact);
    return byCell(rowCount, (name) => table.getChild(name));
  },
  'apache-arrow, toJSON() of each row': ({ ipc }) => {
    const rows = apacheArrow(ipc).toArray() as readonly { toJSON(): object }[];
    return rows.map((row) => row.toJSON());
  },
  'apache-arrow, get() of each column': ({ ipc, rowCount }) => {
    const table = apacheArrow(ipc);
    return byCell(rowCount, (name) => {
      const vector = table.getChild(name)!;
      return { at: (row) => vector.get(row) as unknown };
    });
  },
};

interface Cells {
  at(row: number): unknown;
}

function byCell(rowCount: number, column: (name: string) => Cells): object[] {
  const [id, x, s] = [column('id'), column('x'), column('s')];
  return Array.from({ length: rowCount }, (_, row) => ({ id: id.at(row), x: x.at(row), s: s.at(row) }));
}

/** Runs all readers in turn and prints their CPU times. */
export async function runReaders({ rounds, json = false }: ReadersOptions, signal: AbortSignal): Promise<void> {
  const batches = await readBatches(signal);
  const times = new Map(Object.keys(readers).map((name) => [name, [] as number[]]));
  // The first two rounds are a warm-up for V8.
  for (let round = -2; round < rounds; round++) {
    for (const [name, read] of Object.entries(readers)) {
      const milliseconds = cpuTime(() => batches.map(read));
      if (round >= 0) times.get(name)!.push(milliseconds);
    }
  }
  const own = median([...times.values()][0]!);
  const results = [...times].map(([reader, all]) => ({ reader, milliseconds: median(all), ratio: median(all) / own }));
  if (json) return console.log(JSON.stringify(results));
  const width = Math.max(...results.map(({ reader }) => reader.length));
  for (const { reader, milliseconds, ratio } of results) {
    console.log(`${reader.padEnd(width)}  ${milliseconds.toFixed(0).padStart(5)} ms  ${ratio.toFixed(2)}`);
  }
}

async function readBatches(signal: AbortSignal): Promise<RecordBatch[]> {
  const onProgress = (line: string): void => console.error(line);
  return withOwnStack('readers', { services: ['spark'], onProgress, signal }, async ({ sparkRemote }) => {
    await using spark = await SparkSession.builder.remote(sparkRemote).getOrCreate();
    const batches: RecordBatch[] = [];
    const frame = spark.range(0, 1_000_000, 1, 8).selectExpr(...three);
    for await (const batch of frame.toArrowBatches({ signal })) batches.push(batch);
    return batches;
  });
}

/** Returns the CPU time of this process in milliseconds, with all its threads and the garbage collector. Other load affects it little. */
function cpuTime(work: () => unknown): number {
  globalThis.gc?.();
  const before = process.cpuUsage();
  const kept = work();
  const { user, system } = process.cpuUsage(before);
  if (!Array.isArray(kept)) throw new Error('Nothing was read.');
  return (user + system) / 1000;
}
