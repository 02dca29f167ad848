import { describe, expect, inject, test } from 'vitest';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { WindowTable } from '../../jobs/monitor/window-table.ts';
import { recordsBehind } from '../../jobs/consume/window-view.ts';
import { runAudit } from '../../jobs/fates/run-audit.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { faultShares } from '../../jobs/produce/fault-shares.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { jobDefaults, type JobOptions } from '../../jobs/windows/job-options.ts';

const kafkaServers = [inject('kafkaServers')];
const { signal } = new AbortController();

describe('consume', () => {
  test('reads partitions that are added while it runs, and the account of all of them closes', async () => {
    const topic = `partitions-${process.pid}`;
    const options: JobOptions = {
      ...jobDefaults,
      ...{ remote: inject('sparkRemote'), kafkaServers, topic, resultsTopic: `${topic}-windows` },
      ...{ windowDuration: 10, slideDuration: 5, watermark: 30, verbose: false },
    };
    const produce = (maxRecords: number, skipRecords: number): Promise<unknown> =>
      produceTransactions(
        {
          ...{
            kafkaServers,
            topic,
            dataFile: 'data/customer_transactions_1200.csv',
            inject: faultShares('malformed=5%'),
          },
          ...{ batchSize: 10, sleepSeconds: 0, maxRecords, skipRecords },
        },
        { signal },
      );
    const table = new WindowTable(options);
    const behind: number[] = [];
    await produce(100, 0);
    const query = await startWindowQuery(options, {
      onWindow: (update) => table.upsert(update),
      onProgress: (progress) => behind.push(recordsBehind(progress)),
    });
    await query.processAllAvailable();

    const admin = createKafka(kafkaServers).admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });
    // A running producer keeps the partitions that it knows; a new one uses all.
    await produce(300, 100);
    const offsets = await admin.fetchTopicOffsets(topic);
    await admin.disconnect();
    expect(offsets.filter(({ partition, high }) => partition >= 3 && Number(high) > 0)).toHaveLength(2);
    await query.processAllAvailable();
    await query.stop();

    const account = await runAudit({ ...options, timeout: 30 }, signal);
    expect(account).toMatchObject({ closes: true, problems: [], sent: 400, pending: 0 });
    expect(account.dead).toBeGreaterThan(0);
    expect(table.totals.records).toBe(account.in_windows);
    expect(account.in_windows + account.dead).toBe(400);
    expect(behind.at(-1)).toBe(0);
  }, 90_000);
});
