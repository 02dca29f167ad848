import { runAudit } from '../fates/run-audit.ts';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '../../stack/stack.ts';
import type { SparkSession } from '../../src/index.ts';
import { col, count_distinct, from_json } from '../../src/functions.ts';
import { abortable, endsWithin } from '../../command-line/abortable.ts';
import type { Leftovers } from '../../command-line/leftovers.ts';
import type { RunningWindowQuery } from '../consume/consume-windows.ts';
import type { JobView } from '../consume/window-view.ts';
import { writeTransactions } from '../generate-data/write-transactions.ts';
import { produceTransactions } from '../produce/produce-transactions.ts';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import { demoJob, removeJob } from './demo-job.ts';
import { ExpectedWindows } from './expected-windows.ts';
import { sumFile, type DemoSummary } from './summary.ts';
import { percentile } from '../monitor/percentile.ts';
import type { JobMonitor } from '../monitor/job-monitor.ts';
import { createMonitor, startWatchedQuery } from '../consume/watched-query.ts';

export interface DemoOptions {
  readonly records: number;
  readonly batchSize: number;
  readonly sleepSeconds: number;
  readonly verbose: boolean;
}

export interface DemoContext {
  readonly signal: AbortSignal;
  /** Collects what remains if the demo ends early. */
  readonly leftovers?: Leftovers;
  readonly createView: (monitor: JobMonitor) => JobView;
  /** Whether the view shows the account. */
  readonly account: boolean;
  /** Prints a line about the progress. */
  readonly say: (line: string) => void;
}

const seed = 42;

/** How long to wait for the account to close, in seconds. */
const auditTimeout = 30;

/** Timeout for cleaning up after Ctrl-C, in milliseconds. */
const cleanUpTimeout = 1000;

/** Sends new data through a dedicated topic and compares Spark's results with it. */
export async function runDemo(stack: Stack, options: DemoOptions, context: DemoContext): Promise<DemoSummary> {
  const folder = join(stack.stateDir, 'demo');
  mkdirSync(folder, { recursive: true });
  // Other demos may run at the same time.
  const ownFolder = mkdtempSync(join(folder, 'data-'));
  try {
    return await compare(stack, join(ownFolder, 'customer_transactions.csv'), options, context);
  } finally {
    rmSync(ownFolder, { recursive: true, force: true });
  }
}

async function compare(
  stack: Stack,
  dataFile: string,
  options: DemoOptions,
  { signal, leftovers, createView, account: showsAccount, say: sayLine }: DemoContext,
): Promise<DemoSummary> {
  await writeTransactions(dataFile, generateTransactions(options.records, seed), signal);
  const consume = demoJob(stack, options.verbose);
  const forgetTopics = leftovers?.add(`Topics ${consume.topic} and ${consume.resultsTopic} may still be in Kafka.`);

  const monitor = createMonitor(consume);
  const view = createView(monitor);
  const say = (line: string): void => view.say(() => sayLine(line));
  const latencies: number[] = [];
  let firstWindowAt = 0;
  let query: RunningWindowQuery | undefined;
  try {
    const timed: JobView = {
      ...view,
      windows(updates) {
        firstWindowAt ||= performance.now();
        latencies.push(...updates.map(({ latency }) => latency / 1000));
        view.windows(updates);
      },
    };
    query = await startWatchedQuery(
      consume,
      { signal, ...(leftovers && { leftovers }), onNotice: say },
      { monitor, view: timed, account: showsAccount, lagGroup: false, record: false },
    );
    say(`The query is running; sending ${options.records} records to topic ${consume.topic}.`);
    const expected = new ExpectedWindows(consume.windowDuration, consume.slideDuration);
    const producing = produceTransactions(
      { ...options, kafkaServers: consume.kafkaServers, topic: consume.topic, dataFile, maxRecords: options.records },
      { signal, onBatch: ({ messages }) => messages.forEach((message) => expected.add(message)), onNotice: say },
    );
    const failed = query.ended.then(() => Promise.reject(new Error('The query ended before the demo.')));
    const { records } = await Promise.race([producing, failed]);
    await abortable(Promise.race([query.processAllAvailable(), failed]), signal);
    const counting = countCustomers(query.spark, query.sparkKafkaServers, consume.topic);
    const uniqueCustomers = await abortable(counting, signal);
    await query.stop();
    view.end();
    const account = await runAudit({ ...consume, timeout: auditTimeout }, signal);

    const csv = await sumFile(dataFile, signal);
    const { table } = monitor;
    const { records: counted, value } = table.totals;
    const figures = {
      records: { csv: csv.records, spark: counted },
      total_value: { csv: csv.totalValue.toNumber(), spark: value.toNumber() },
      unique_customers: { csv: csv.uniqueCustomers, spark: uniqueCustomers },
      windows: { csv: expected.count, spark: expected.countEqual(table.rows) },
    };
    return {
      type: 'summary',
      agree:
        [records, csv.records].every((count) => count === options.records) &&
        Object.values(figures).every((figure) => figure.csv === figure.spark) &&
        account.closes,
      requested_records: options.records,
      produced_records: records,
      figures,
      account,
      latency_seconds: { p50: percentile(latencies, 0.5) ?? 0, p95: percentile(latencies, 0.95) ?? 0 },
      seconds_to_first_window: firstWindowAt / 1000,
      seconds: performance.now() / 1000,
    };
  } finally {
    if (signal.aborted) await query?.stopNow();
    else await query?.stop().catch(() => {});
    const cleaning = removeJob(stack, consume);
    if (!signal.aborted) await cleaning;
    else if (await endsWithin(cleanUpTimeout, cleaning)) forgetTopics?.();
  }
}

/** Counts distinct customers by a batch query over the same topic. Windows share customers, so their counts do not add up. */
async function countCustomers(spark: SparkSession, servers: readonly string[], topic: string): Promise<number> {
  const [row] = await spark.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': servers.join(','), subscribe: topic })
    .load()
    .select(from_json(col('value').cast('string'), 'customer_id STRING').alias('transaction'))
    .agg(count_distinct('transaction.customer_id').alias('customers'))
    .collect();
  return Number(row?.['customers']);
}
