import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners, type Kafka } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { interruptJob, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { connectPartitionReader } from '../../jobs/kafka/partition-reader.ts';
import { killServices } from '../../stack/kill-service.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { readRecord } from '../../stack/stack-record.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';

const stateDir = ownStackFolder('kafka-outage');
/** The time limit in milliseconds for an interrupted job to end. */
const exitTimeout = 2500;
let kafkaServers: string;
let kafka: Kafka;

beforeAll(async () => {
  ({ kafkaServers } = await startStack(stateDir, { services: ['kafka'], otherPorts: 'free' }));
  kafka = createKafka([kafkaServers]);
});
afterAll(() => stopStack(stateDir, { clean: true }));

/** A producer, and the number of batches that Kafka has confirmed so far. */
type Producer = RunningJob & { readonly batches: () => number };

function startProducer(...args: readonly string[]): Producer {
  let batches = 0;
  const running = startJobProcess(
    ['produce', '--kafka-servers', kafkaServers, '--sleep-seconds', '0.3', ...args],
    (stdout) => (batches = stdout.split('\n').length - 1),
  );
  return { ...running, batches: () => batches };
}

async function untilBatches(producer: Producer, batches: number): Promise<void> {
  await expect.poll(() => producer.batches(), { timeout: 60_000, interval: 20 }).toBeGreaterThanOrEqual(batches);
}

test('produce reports a Kafka outage, and the records that may be in the topic', async () => {
  await ensureTopic(kafka, { topic: 'customer-transactions', numPartitions: 3, configEntries: {} });
  const { pid } = readRecord(stateDir)!.processes.kafka!;
  const producers = [startProducer(), startProducer('--json'), startProducer()] as const;
  const [waiting, interrupted, interruptedTwice] = producers;
  let errors = '';
  waiting.job.stderr!.on('data', (text: string) => (errors += text));
  try {
    await Promise.all(producers.map((producer) => untilBatches(producer, 3)));
    process.kill(pid, 'SIGSTOP');
    await sleep(1500);
    // One after the other, because each has to end in time.
    const { milliseconds, exitCode, stdout } = await interruptJob(interrupted);
    expect(exitCode).toBe(130);
    expect(milliseconds).toBeLessThan(exitTimeout);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({
      type: 'summary',
      unconfirmed_records: 10,
    });
    interruptedTwice.job.kill('SIGINT');
    await sleep(700);
    const twice = await interruptJob(interruptedTwice);
    expect(twice).toMatchObject({
      exitCode: 130,
      stderr: '10 records were being sent and may be in topic customer-transactions.\n',
    });
    expect(twice.milliseconds).toBeLessThan(500);

    // The outage ends.
    await expect.poll(() => errors, { timeout: 30_000 }).toContain('Kafka has not answered');
    const before = waiting.batches();
    process.kill(pid, 'SIGCONT');
    await untilBatches(waiting, before + 3);
    expect((await interruptJob(waiting)).stderr).toMatch(
      /^Kafka has not answered for 5 seconds; waiting up to 60 seconds for it\.\nKafka answers again, after \d+ seconds\.\n$/,
    );
  } finally {
    process.kill(pid, 'SIGCONT');
    for (const { job } of producers) job.kill('SIGKILL');
  }
});

test('a partition reader reads ranges in any order, and continues after a restart of the broker', async () => {
  const topic = 'partition-reader';
  await ensureTopic(kafka, { topic, numPartitions: 1, configEntries: {} });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, messages: ['a', 'b', 'c'].map((value) => ({ value })) });
  await producer.disconnect();
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
