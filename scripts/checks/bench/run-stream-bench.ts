import { createKafka } from '../../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../../jobs/kafka/ensure-topic.ts';
import { transactionsTopic } from '../../../jobs/transactions/transactions-topic.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { formatStreamJson, formatStreamTable, meetsTarget } from './report.ts';
import { choose, type BenchOptions } from './run-bench.ts';
import { feed } from './stream-feed.ts';
import type { StreamMeasurement, StreamServers } from './stream-work.ts';
import { streamWorks } from './stream-works.ts';

const topic = 'bench-transactions';

const onProgress = (line: string): void => console.error(line);

/** Runs the chosen stream benchmarks and prints their results. Sets the exit code to 1 if one misses its target. */
export async function runStreamBench(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const { json = false, quick = false } = options;
  const chosen = choose(streamWorks, options);
  const results: StreamMeasurement[] = [];
  await withServers(quick, signal, async (servers) => {
    for (const work of chosen) {
      onProgress(`Measuring ${work.name} …`);
      results.push(...(await work.measure(servers)));
    }
  });
  console.log(json ? formatStreamJson(results) : formatStreamTable(results));
  if (!results.every(meetsTarget)) process.exitCode = 1;
}

/** Starts the broker, our Spark and a stock Spark, and feeds the topic while `body` runs. */
async function withServers(
  quick: boolean,
  signal: AbortSignal,
  body: (servers: StreamServers) => Promise<void>,
): Promise<void> {
  const options = { onProgress, signal };
  await withOwnStack('bench-stream', options, (ours) =>
    withOwnStack('bench-stock', { ...options, services: ['spark'], stock: true }, async (stock) => {
      await withFeed({ ours, quick, signal }, (fed) => body({ ...fed, stock }));
    }),
  );
}

/** Feeds a topic of the broker while `body` runs. */
export async function withFeed(
  { ours, quick, signal }: Pick<StreamServers, 'ours' | 'quick' | 'signal'>,
  body: (servers: Omit<StreamServers, 'stock'>) => Promise<void>,
): Promise<void> {
  const kafka = createKafka([ours.kafkaServers]);
  await ensureTopic(kafka, { topic, ...transactionsTopic });
  const createTopic = async (name: string): Promise<void> =>
    void (await ensureTopic(kafka, { topic: name, numPartitions: 1, configEntries: {} }));
  const ending = new AbortController();
  const feeding = feed(ours.kafkaServers, topic, AbortSignal.any([signal, ending.signal]));
  const measuring = body({ ours, topic, createTopic, quick, signal }).finally(() => ending.abort());
  await Promise.all([feeding, measuring]);
}
