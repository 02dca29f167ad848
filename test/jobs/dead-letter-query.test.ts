import { Partitioners, type KafkaMessage, type Message } from 'kafkajs';
import { describe, expect, inject, test } from 'vitest';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { jobDefaults } from '../../jobs/windows/job-options.ts';
import type { WindowUpdate } from '../../jobs/windows/window-row.ts';
import { deadLetterTopic, toDeadLetter, type DeadLetter } from '../../jobs/dead-letters/dead-letter.ts';
import { currentRanges, readRanges } from '../../jobs/kafka/read-topic.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { transactionsTopic } from '../../jobs/transactions/transactions-topic.ts';

const kafkaServers = inject('kafkaServers');

function valid(id: string): string {
  const now = Date.now() / 1000;
  return JSON.stringify({ customer_id: 'c', transaction_id: id, final_amount: 2.5, producer_timestamp: now });
}

const poison: readonly (readonly [reason: string, message: Message])[] = [
  ['tombstone', { key: 'k', value: null }],
  ['not_json', { key: Buffer.from([0, 255]), value: Buffer.from([0, 1, 2, 255]), headers: { trace: 'ü' } }],
  ['not_json', { value: 'x'.repeat(1_000_000) }],
  ['not_object', { value: '[1]' }],
  ['missing_field', { value: '{}' }],
  ['wrong_type', { value: valid('w').replace('2.5', '"2,5"') }],
  ['out_of_range', { value: valid('o').replace('2.5', '1e99') }],
  ['impossible_time', { value: valid('i').replace(/"producer_timestamp":[\d.]+/, '"producer_timestamp":1e12') }],
];

describe('The job', () => {
  test('sets aside each kind of message that it cannot use, byte by byte, and counts the others', async () => {
    const topic = `poison-${process.pid}`;
    const kafka = createKafka([kafkaServers]);
    await ensureTopic(kafka, { topic, ...transactionsTopic, numPartitions: 1 });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    // One after the other, and each between two valid ones.
    for (const [index, [, message]] of poison.entries()) {
      await producer.send({ topic, messages: [{ value: valid(`t${index}`) }] });
      await producer.send({ topic, messages: [message] });
    }
    await producer.disconnect();

    const windows = new Map<string, WindowUpdate>();
    const query = await startWindowQuery(
      {
        ...jobDefaults,
        remote: inject('sparkRemote'),
        kafkaServers: [kafkaServers],
        topic,
        resultsTopic: `${topic}-windows`,
        windowDuration: 10,
        slideDuration: 10,
        watermark: 30,
        verbose: false,
      },
      { onWindow: (window) => windows.set(window.key, window) },
    );
    await query.processAllAvailable();
    await query.stop();

    const letters: DeadLetter[] = [];
    const letterTopic = deadLetterTopic(topic);
    const admin = kafka.admin();
    await admin.connect();
    const ranges = (await currentRanges(admin, letterTopic))!;
    await admin.disconnect();
    const onMessage = (message: KafkaMessage): void => void letters.push(toDeadLetter(message, topic)!);
    await readRanges(kafka, letterTopic, ranges, onMessage, new AbortController().signal);
    expect(letters.map(({ position, reason }) => [position.offset, reason])).toEqual(
      poison.map(([reason], index) => [2 * index + 1, reason]),
    );
    for (const [index, [, { key = null, value }]] of poison.entries()) {
      const bytes = (part: Buffer | string | null): Buffer | null => (part === null ? null : Buffer.from(part));
      expect(letters[index]!.key).toEqual(bytes(key));
      expect(letters[index]!.value?.equals(bytes(value)!) ?? null).toBe(value === null ? null : true);
    }
    expect(letters[1]!.headers).toEqual({ trace: Buffer.from('ü') });
    const counted = [...windows.values()].reduce((sum, { row }) => sum + row.record_count, 0);
    expect(counted).toBe(poison.length);
  });
});
