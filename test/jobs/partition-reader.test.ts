import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Partitioners, type Kafka } from 'kafkajs';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { connectPartitionReader } from '../../jobs/kafka/partition-reader.ts';
import { killServices } from '../../stack/kill-service.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { readRecord } from '../../stack/stack-record.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';

const topic = 'partition-reader';
const stateDir = ownStackFolder('partition-reader');
let kafka: Kafka;

beforeAll(async () => {
  const { kafkaServers } = await startStack(stateDir, { services: ['kafka'], otherPorts: 'free' });
  kafka = createKafka([kafkaServers]);
  await ensureTopic(kafka, { topic, numPartitions: 1, configEntries: {} });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, messages: ['a', 'b', 'c'].map((value) => ({ value })) });
  await producer.disconnect();
});
afterAll(() => stopStack(stateDir, { clean: true }));

describe('A partition reader', () => {
  test('reads ranges in any order, and continues after a restart of the broker', async () => {
    const reader = await connectPartitionReader(kafka, topic);
    const read = async (from: number, to: number): Promise<string> => {
      const values: string[] = [];
      await reader.read({ partition: 0, from, to }, ({ value }) => void values.push(String(value)));
      return values.join('');
    };
    try {
      expect([await read(1, 3), await read(0, 2)]).toEqual(['bc', 'ab']);
      const { ports } = readRecord(stateDir)!;
      await killServices(stateDir, ['kafka']);
      await startStack(stateDir, { services: ['kafka'], ports });
      expect([await read(0, 3), await read(2, 3)]).toEqual(['abc', 'c']);
    } finally {
      await reader.close();
    }
  });
});
