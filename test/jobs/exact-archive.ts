import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { archiveStatus } from '../../jobs/archive/archive-status.ts';
import { ArchiveTable, transactionsTable, windowsTable } from '../../jobs/archive/archive-table.ts';
import { ExpectedWindows } from '../../jobs/demo/expected-windows.ts';
import { auditTopic } from '../../jobs/fates/audit-topic.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { transactionsTopic } from '../../jobs/transactions/transactions-topic.ts';
import { windowRow, type SinkRow } from '../../jobs/windows/window-row.ts';
import { readBatchEnds } from '../../scripts/checks/chaos/batch-ends.ts';
import { modelFates } from '../../scripts/checks/chaos/model-fates.ts';
import type { SparkSession } from '../../src/index.ts';
import {
  jobOf,
  kafka,
  kafkaServers,
  optionsOf,
  partitions,
  place,
  position,
  round,
  send,
  watermark,
  type Sent,
} from '../support/archived-job.ts';

const day = 86_400_000;

/** A topic whose job has an archive that must hold each counted transaction and each final window once. */
export class ExactArchive {
  readonly topic: string;
  readonly archive: string;
  readonly sent: Sent[] = [];
  /** The first record is 15 seconds before midnight. */
  readonly #start = Math.floor(Date.now() / day) * day - day - 15_000;

  constructor(name: string) {
    this.topic = `archive-${process.pid}-${name}`;
    this.archive = join(place, `${name} ü`);
  }

  async createTopic(): Promise<void> {
    await ensureTopic(kafka, { topic: this.topic, ...transactionsTopic, numPartitions: partitions });
  }

  /** Sends the next ten seconds of records, with faults. */
  async sendNext(): Promise<void> {
    const numbers = this.sent.map(({ transaction }) => transaction?.batch_number ?? 0);
    const number = Math.max(0, ...numbers);
    this.sent.push(...(await send(this.topic, round(number, this.#start + number * 10_000, this.sent))));
  }

  /** Fails unless the archive is exact, and the audit confirms it and finds a damage that this causes. */
  async expectExact(spark: SparkSession): Promise<void> {
    const { topic, archive, sent } = this;
    const checkpoint = join(inject('checkpointDir'), topic);
    const counted = expectedCounted(sent, checkpoint);
    const table = new ArchiveTable(spark, archive, transactionsTable);
    const rows = await table.read().collect();
    expect(rows.map((row) => position(row as unknown as Sent)).toSorted()).toEqual(counted.map(position).toSorted());
    const days = new Set(rows.map((row) => String(row['day'])));
    expect(days.size).toBe(2);
    expect(readdirSync(join(archive, 'transactions')).filter((name) => name.startsWith('day='))).toHaveLength(2);

    const expected = new ExpectedWindows(10, 5);
    for (const { transaction } of counted) expected.add(transaction!);
    const windows = new ArchiveTable(spark, archive, windowsTable);
    const archivedWindows = ((await windows.read().collect()) as unknown as readonly SinkRow[]).map(windowRow);
    expect(archivedWindows.length).toBeGreaterThan(4);
    expect(expected.countEqual(archivedWindows)).toBe(archivedWindows.length);
    expect(new Set(archivedWindows.map(({ window_start }) => window_start)).size).toBe(archivedWindows.length);

    expect(await archiveStatus(jobOf(spark, topic, archive))).toMatchObject({ batches_behind: 0, records_behind: 0 });
    const settings = { ...optionsOf(topic), sparkKafkaServers: [kafkaServers] };
    expect(await auditTopic(spark, kafka, settings, archive)).toMatchObject({
      closes: true,
      problems: [],
      archive: { transactions: counted.length, windows: archivedWindows.length },
    });
    // The audit can fail.
    await (await spark.sql(`DELETE FROM ${table.sqlName} WHERE offset = 5`)).collect();
    await (await spark.sql(`UPDATE ${table.sqlName} SET final_amount = -1 WHERE offset = 6`)).collect();
    const account = await auditTopic(spark, kafka, settings, archive);
    expect(account?.problems).toEqual([
      expect.stringMatching(/^[1-3] counted records are not in the archive\.$/),
      expect.stringMatching(/^[1-3] transactions of the archive differ from their records\.$/),
    ]);
  }
}

function expectedCounted(sent: readonly Sent[], checkpoint: string): readonly Sent[] {
  const fates = modelFates(sent, readBatchEnds(checkpoint), watermark * 1000);
  return sent.filter((each) => fates.get(each) === 'counted');
}
