import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { ArchiveTable, archiveSettings, transactionsTable, windowsTable } from '../../jobs/archive/archive-table.ts';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { runJobProcess } from '../../jobs/job-process.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import type { TransactionMessage } from '../../jobs/transactions/transaction.ts';
import { transactionsTopic } from '../../jobs/transactions/transactions-topic.ts';
import { addresses, kafka, optionsOf, partitions, place, round, send, useArchives } from '../support/archived-job.ts';
import { test } from '../support/spark-test.ts';

test.override('sparkConf', archiveSettings);

useArchives();

describe('The archive', { timeout: 480_000 }, () => {
  test('keeps the values of all fields, and the text of a message that has more than its columns hold', async ({
    spark,
  }) => {
    const topic = `archive-${process.pid}-fields`;
    const archive = join(place, 'fields');
    const [plain] = round(0, Date.now(), []) as readonly [TransactionMessage];
    const withId = (id: string, change: object = {}): string =>
      JSON.stringify({ ...plain, transaction_id: id, ...change });
    const texts = [
      withId('plain'),
      withId('absent', { first_name: undefined, age: null }),
      withId('strings', { age: '41', unit_price: '12.50', is_premium_customer: 'true', transaction_id: 7 }),
      withId('unknown', { loyalty_card: { number: 1 } }),
      withId('unconvertible', { age: 'old', unit_price: 12.505, customer_since: '2024-02-30' }),
      withId('repeated').replace('{', '{"city":"Rome",'),
    ];
    await ensureTopic(kafka, { topic, ...transactionsTopic, numPartitions: partitions });
    await send(topic, texts);
    // Stopping archives what is finished.
    const query = await startWindowQuery(optionsOf(topic, archive), { onWindow: () => {} });
    await query.processAllAvailable();
    await query.stop();

    const rows = await new ArchiveTable(spark, archive, transactionsTable).read().orderBy('offset').collect();
    expect(rows).toHaveLength(texts.length);
    const { producer_timestamp_str, ...fields } = plain;
    expect(rows[0]).toMatchObject({
      generation: 1,
      partition: 0,
      offset: 0n,
      first_name: fields.first_name,
      age: fields.age,
      is_premium_customer: fields.is_premium_customer,
      record_id: BigInt(Number(fields['record_id'])),
      producer_timestamp: fields.producer_timestamp,
      producer_timestamp_str,
      raw: null,
    });
    const text = (row: (typeof rows)[number] | undefined, name: string): string => String(row?.[name]);
    expect([text(rows[0], 'unit_price'), text(rows[0], 'customer_since')]).toEqual([
      Number(fields['unit_price']).toFixed(2),
      fields.customer_since,
    ]);
    expect(rows[1]).toMatchObject({ first_name: null, age: null, raw: null });
    expect(rows[2]).toMatchObject({ transaction_id: '7', age: 41, is_premium_customer: true, raw: null });
    expect(text(rows[2], 'unit_price')).toBe('12.50');
    expect(rows[3]).toMatchObject({ age: fields.age, raw: texts[3] });
    expect(rows[4]).toMatchObject({ age: null, unit_price: null, customer_since: null, raw: texts[4] });
    expect(rows[5]).toMatchObject({ raw: texts[5] });
  });

  test('takes URIs unchanged, names the connector that a server lacks, and does not end the job', async ({ spark }) => {
    const lacks = (uri: string): string =>
      `The Spark server cannot open ${uri}: it has no connector for this kind of storage. Add it to the class path of the server as docs/archive.md shows, or set a different --archive.`;
    for (const uri of ['gs://bucket/archive/', 's3a://bucket/a b']) {
      const { path } = new ArchiveTable(spark, uri, windowsTable);
      expect(path).toBe(`${uri.replace(/\/$/, '')}/windows`);
      const result = await runJobProcess(['archive', 'status', ...addresses, '--archive', uri]);
      expect(result).toMatchObject({ exitCode: 1, stdout: '' });
      expect(result.stderr).toBe(`${lacks(uri)}\n`);
    }
    const topic = `archive-${process.pid}-unreachable`;
    const uri = 'gs://bucket/archive';
    const notices: string[] = [];
    let counted = 0;
    const query = await startWindowQuery(optionsOf(topic, uri), {
      onWindow: ({ row }) => (counted += row.record_count),
      onNotice: (sentence) => notices.push(sentence),
    });
    await send(topic, round(0, Date.now() - 10_000, []).slice(0, 1));
    await query.processAllAvailable();
    await query.stop();
    expect(counted).toBe(2);
    expect(new Set(notices)).toEqual(
      new Set([`The archive at ${uri} was not written and is tried again every 1 seconds. ${lacks(uri)}`]),
    );
  });
});
