import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startWebSocketBridge } from '../../../src/cloud/google/websocket-bridge.ts';
import { SparkSession } from '../../../src/index.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { root } from '../../setup/paths.mjs';
import { startKibibyteBridge } from '../bridge/kibibyte-bridge.ts';
import { median } from './measure.ts';
import { three } from './works/frames.ts';

/** The figures of one direction, in rows per second. */
export interface BridgeMeasurement {
  readonly name: string;
  readonly direct: number;
  readonly ours: number;
  readonly kibibyte: number;
  /** Ours ÷ that of 1 KiB. */
  readonly ratio: number;
}

/** A way to the server. */
interface Way {
  readonly name: 'direct' | 'ours' | 'kibibyte';
  readonly spark: SparkSession;
  close(): Promise<void>;
}

/** A measured direction. */
interface Direction {
  readonly name: string;
  readonly rows: number;
  readonly run: (spark: SparkSession) => Promise<unknown>;
}

/** The bytes per message of Go's io.Copy, which is the far side of Google's bridge. */
const farChunk = 32 * 1024;
const kibibyte = 1024;
const rounds = 7;
const quickRounds = 3;

const uploaded = Array.from({ length: 100_000 }, (_, i) => ({ id: BigInt(i), x: i * 0.5, s: `name-${i}` }));
const directions: readonly Direction[] = [
  {
    // The client only receives, so the bridge is the slowest part.
    name: 'toArrowBatches()',
    rows: 1_000_000,
    run: async (spark) => {
      let rows = 0;
      for await (const batch of spark
        .range(0, 1_000_000, 1, 4)
        .selectExpr(...three)
        .toArrowBatches())
        rows += batch.rowCount;
      return rows;
    },
  },
  {
    name: 'collect()',
    rows: 300_000,
    run: (spark) =>
      spark
        .range(0, 300_000, 1, 4)
        .selectExpr(...three)
        .collect(),
  },
  {
    name: 'createDataFrame() + count()',
    rows: uploaded.length,
    run: async (spark) => (await spark.createDataFrame(uploaded)).count(),
  },
];

/** Compares our bridge to a session of Dataproc Serverless with one that sends 1 KiB per message, in both directions. */
export async function runBridgeBench(
  { json = false, quick = false }: { readonly json?: boolean; readonly quick?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const onProgress = (line: string): void => console.error(line);
  const results = await new Promise<BridgeMeasurement[]>((resolve, reject) => {
    withOwnStack('bench-bridge', { services: ['spark'], onProgress, signal }, async ({ sparkRemote }) => {
      const port = Number(/:(\d+)/.exec(sparkRemote)![1]);
      const ways = [await direct(sparkRemote), await ours(port), await kibibytes(port)];
      try {
        const measured: BridgeMeasurement[] = [];
        for (const direction of directions) measured.push(await measure(direction, ways, quick ? quickRounds : rounds));
        resolve(measured);
      } finally {
        for (const way of ways) await way.close();
      }
    }).catch(reject);
  });
  console.log(json ? JSON.stringify(results, null, 2) : results.map(format).join('\n'));
}

/** Measures in turns, so that a slow phase of the machine affects all ways. The first round is a warm-up. */
async function measure(direction: Direction, ways: readonly Way[], count: number): Promise<BridgeMeasurement> {
  const times: Record<Way['name'], number[]> = { direct: [], ours: [], kibibyte: [] };
  for (let round = 0; round <= count; round++) {
    for (const { name, spark } of round % 2 === 0 ? ways : ways.toReversed()) {
      const begin = performance.now();
      await direction.run(spark);
      if (round > 0) times[name].push(performance.now() - begin);
    }
  }
  const speed = (name: Way['name']): number => (direction.rows / median(times[name])) * 1000;
  const figures = { direct: speed('direct'), ours: speed('ours'), kibibyte: speed('kibibyte') };
  return { name: direction.name, ...figures, ratio: figures.ours / figures.kibibyte };
}

async function direct(sparkRemote: string): Promise<Way> {
  const spark = await SparkSession.builder.remote(sparkRemote).getOrCreate();
  return { name: 'direct', spark, close: () => spark.stop() };
}

async function ours(sparkPort: number): Promise<Way> {
  const far = await startFar(sparkPort, farChunk);
  const near = await startWebSocketBridge({
    endpoint: `127.0.0.1:${far.port}`,
    token: () => Promise.resolve('bench'),
    tls: { ca: far.cert },
    explain: (status) => `HTTP ${status}`,
  });
  return through('ours', near, far.child);
}

async function kibibytes(sparkPort: number): Promise<Way> {
  const far = await startFar(sparkPort, kibibyte);
  return through('kibibyte', await startKibibyteBridge(far.port, far.cert), far.child);
}

async function through(
  name: Way['name'],
  near: { readonly port: number; close(): Promise<void> },
  far: ChildProcess,
): Promise<Way> {
  const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${near.port}`).getOrCreate();
  return {
    name,
    spark,
    async close() {
      await spark.stop();
      await near.close();
      far.kill();
    },
  };
}

interface Far {
  readonly port: number;
  readonly cert: string;
  readonly child: ChildProcess;
}

async function startFar(sparkPort: number, chunk: number): Promise<Far> {
  const script = join(root, 'scripts', 'checks', 'bridge', 'far-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, String(sparkPort), String(chunk)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  });
  process.once('exit', () => child.kill());
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { ...(JSON.parse(line) as { port: number; cert: string }), child };
}

function format({ name, direct: straight, ours: our, kibibyte: small, ratio }: BridgeMeasurement): string {
  const rows = (value: number): string => `${Math.round(value).toLocaleString('en-US')} rows/s`;
  return `${name}: ours ${rows(our)}, 1 KiB per message ${rows(small)}, ratio ${ratio.toFixed(2)}; without a bridge ${rows(straight)}`;
}
