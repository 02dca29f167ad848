import { setTimeout as sleep } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SparkSession } from '../../../../src/index.ts';
import { jobDefaults } from '../../../../jobs/windows/job-options.ts';
import { startWindowQuery } from '../../../../jobs/consume/consume-windows.ts';
import { windowQuery } from '../../../../jobs/windows/window-query.ts';
import { feed } from '../stream-feed.ts';
import type { StreamServers, StreamWork } from '../stream-work.ts';
import { processorTime } from './processor-time.ts';
import { startPython } from './python-process.ts';
import { quantile, recordLatencies, type WindowArrival } from './record-latency.ts';

const targets = { p50: { atMost: 0.35 }, p95: { atMost: 0.45 } } as const;

/** Both sides have the number of partitions of the job, because with Spark's default of 200 a batch takes tens of seconds. */
const shufflePartitions = 2;
/** PySpark's trigger, in seconds. */
const theirTrigger = 1;

const windowSeconds = { windowDuration: 10, slideDuration: 5, watermark: 30 } as const;

/** Records of the first seconds are not measured, because the first batches of a query take longer. */
const settleMs = 10_000;
const lastRowsTimeoutMs = 20_000;
const warmUpTimeoutMs = 180_000;

/** A streaming query that is running, and the rows that have reached its driver. */
interface RunningQuery {
  readonly arrivals: readonly WindowArrival[];
  stop(): Promise<void>;
}

interface Side {
  readonly name: string;
  readonly stateDir: string;
  readonly latencies: number[];
  /** Starts the query on a topic, with back-to-back batches to warm up. */
  start(topic: string, warmUp: boolean): Promise<RunningQuery>;
}

/**
 * The time from a record's producer timestamp to the moment at which a row that includes it is in the driver, for every record: the whole
 * job on our Spark, including its side queries, against PySpark running the same plan of the window query alone on the stock Spark. The
 * sides take turns, each with a new topic.
 */
export const latency: StreamWork = {
  name: 'record latency',
  async measure(servers) {
    const { quick } = servers;
    const [our, their] = [ourSide(servers), theirSide(servers)] as const;
    const rounds = quick ? 2 : 4;
    const seconds = quick ? 30 : 40;
    for (const side of [our, their]) await warmUp(side, servers, quick ? 200 : 400);
    for (let round = 0; round < rounds; round++) {
      for (const side of round % 2 === 0 ? [our, their] : [their, our]) {
        side.latencies.push(...(await takeTurn(side, servers, `${side.name}-${round}`, seconds)));
      }
    }
    return (['p50', 'p95'] as const).map((name) => {
      const [ours, theirs] = [our, their].map(({ latencies }) => quantile(latencies, Number(name.slice(1)) / 100)) as [
        number,
        number,
      ];
      return {
        name: `record latency, ${name}`,
        target: targets[name],
        unit: 'ms',
        ours,
        theirs,
        against: `PySpark, trigger ${theirTrigger} s`,
        ratio: ours / theirs,
      };
    });
  },
};

function ourSide({ ours, signal }: StreamServers): Side {
  return {
    name: 'ours',
    stateDir: ours.stateDir,
    latencies: [],
    async start(topic) {
      const arrivals: WindowArrival[] = [];
      const options = {
        ...jobDefaults,
        ...windowSeconds,
        remote: ours.sparkRemote,
        kafkaServers: [ours.kafkaServers],
        topic,
        resultsTopic: `${topic}-windows`,
        verbose: false,
      };
      const query = await startWindowQuery(options, {
        signal,
        onWindow: ({ row }) => {
          arrivals.push({
            windowStart: Date.parse(row.window_start),
            recordCount: row.record_count,
            time: Date.now(),
          });
        },
      });
      return { arrivals, stop: () => query.stop() };
    },
  };
}

function theirSide({ ours, stock, createTopic, signal }: StreamServers): Side {
  return {
    name: 'pyspark',
    stateDir: stock.stateDir,
    latencies: [],
    async start(topic, warmUp) {
      const arrivals: WindowArrival[] = [];
      const resultsTopic = `${topic}-windows`;
      await createTopic(resultsTopic);
      const { writer } = await windowQuery(SparkSession.builder.offline(), undefined, {
        ...jobDefaults,
        ...windowSeconds,
        sparkKafkaServers: [ours.kafkaServers],
        topic,
        resultsTopic,
        trigger: warmUp ? 0 : theirTrigger,
        checkpoint: join(stock.checkpointDir, topic),
      });
      const planFile = join(stock.checkpointDir, `${topic}.json`);
      await writeFile(planFile, JSON.stringify(writer.toPlan()));
      const args = [stock.sparkRemote, ours.kafkaServers, planFile, resultsTopic, String(shufflePartitions)];
      const python = await startPython('pyspark_windows.py', args, signal);
      const ready = new Promise<void>((resolve) => {
        python.lines.on('line', (line) => {
          if (line === 'ready') resolve();
          else arrivals.push(JSON.parse(line) as WindowArrival);
        });
      });
      await Promise.race([ready, python.ended]);
      return { arrivals, stop: () => python.end() };
    },
  };
}

/** Runs back-to-back batches, because a server gets faster for hundreds of batches. */
async function warmUp(side: Side, { ours, createTopic, signal }: StreamServers, batches: number): Promise<void> {
  const topic = `bench-latency-${side.name}-warm-up`;
  await createTopic(topic);
  const query = await side.start(topic, true);
  const end = new AbortController();
  const feeding = feed(ours.kafkaServers, topic, AbortSignal.any([signal, end.signal]));
  try {
    const deadline = performance.now() + warmUpTimeoutMs;
    // A record is in two windows, so a batch changes at least two rows.
    while (query.arrivals.length < 2 * batches && performance.now() < deadline) await sleep(100, undefined, { signal });
  } finally {
    end.abort();
    await feeding;
    await query.stop();
  }
}

/** Runs the query of a side while its topic is fed, and returns the latency of each record that is measured. */
async function takeTurn(
  side: Side,
  { ours, createTopic, signal }: StreamServers,
  id: string,
  seconds: number,
): Promise<readonly number[]> {
  const topic = `bench-latency-${id}`;
  await createTopic(topic);
  const query = await side.start(topic, false);
  try {
    const begin = { time: Date.now(), processor: processorTime(side.stateDir) };
    const end = AbortSignal.timeout(settleMs + seconds * 1000);
    const sent = await feed(ours.kafkaServers, topic, AbortSignal.any([signal, end]));
    signal.throwIfAborted();
    const usage = (processorTime(side.stateDir) - begin.processor) / (Date.now() - begin.time);
    const latencies = await completeLatencies(sent, query.arrivals, signal);
    const measured = latencies.filter((_, index) => sent[index]! - begin.time > settleMs);
    const [p50, p95] = [0.5, 0.95].map((share) => (quantile(measured, share) / 1000).toFixed(2)) as [string, string];
    console.error(
      `${id}: p50 ${p50} s, p95 ${p95} s, ${measured.length} records; Spark used ${(100 * usage).toFixed(0)} % of a core.`,
    );
    return measured;
  } finally {
    await query.stop();
  }
}

/** Waits for the rows of the last records. */
async function completeLatencies(
  sent: readonly number[],
  arrivals: readonly WindowArrival[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const shape = { duration: windowSeconds.windowDuration * 1000, slide: windowSeconds.slideDuration * 1000 };
  const deadline = performance.now() + lastRowsTimeoutMs;
  for (;;) {
    const latencies = recordLatencies(sent, arrivals, shape);
    const missing = latencies.filter((each) => each === undefined).length;
    if (missing === 0) return latencies as readonly number[];
    if (performance.now() > deadline) throw new Error(`${missing} of ${sent.length} records are in no row.`);
    await sleep(100, undefined, { signal });
  }
}
