import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { Partitioners } from 'kafkajs';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { queryStates } from '../support/query-states.ts';
import { interruptJob, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { startSilentServer } from '../support/silent-server.ts';

/** The time limit in milliseconds for an interrupted job that has nothing to stop. */
const exitTimeout = 2500;
/** The time limit in milliseconds for an interrupted job that first stops its query in Spark. */
const stopTimeout = 4500;
/** Messages that a job may print on a busy machine. */
const busyMessages = /^(The last windows did not arrive in time|Query \S+ may still be running in Spark).*\n/gm;
const kafkaServers = inject('kafkaServers');
const sparkUi = inject('sparkUi');
const addresses = ['--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers];

const nameOf = (topic: string): string => `${topic}-windows-10s-5s-30s`;

/** Starts a consumer of a topic, and waits until Spark runs its query and, with `--json`, until the consumer knows that. */
async function startConsumer(topic: string, ...args: readonly string[]): Promise<RunningJob> {
  let knows = !args.includes('--json');
  const job = startJobProcess(['consume', ...addresses, '--topic', topic, ...args], (output) => {
    knows ||= output.includes('"type":"query"');
  });
  let states: readonly string[] = [];
  while (!knows || !states.includes('RUNNING')) {
    await sleep(200);
    states = await queryStates(sparkUi, nameOf(topic));
  }
  return job;
}

describe('consume', () => {
  test.each(['Kafka', 'Spark'])('ends on Ctrl-C while %s accepts connections but never responds', async (which) => {
    const server = await startSilentServer();
    const args =
      which === 'Kafka'
        ? ['--remote', inject('sparkRemote'), '--kafka-servers', server.address]
        : ['--remote', `sc://${server.address}`, '--kafka-servers', kafkaServers];
    const job = startJobProcess(['consume', ...args]);
    await server.addressed;
    const { milliseconds, ...result } = await interruptJob(job);
    server.close();
    expect(result).toEqual({ exitCode: 130, stdout: '', stderr: '' });
    expect(milliseconds).toBeLessThan(exitTimeout);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('stops the query in Spark on %s', async (signal, exitCode) => {
    const topic = `interrupted-${process.pid}-${signal}`;
    const job = await startConsumer(topic, '--json');
    const { milliseconds, ...result } = await interruptJob(job, signal);
    expect({ exitCode: result.exitCode, stderr: result.stderr.replace(busyMessages, '') }).toEqual({
      exitCode,
      stderr: '',
    });
    expect(result.stdout).toMatch(/"type":"summary"/);
    expect(milliseconds).toBeLessThan(stopTimeout);
    await expect.poll(() => queryStates(sparkUi, nameOf(topic)), { timeout: 30_000 }).toEqual(['FINISHED']);
  });

  test('stops the query in Spark after an error in the results topic', async () => {
    const topic = `interrupted-${process.pid}-foreign`;
    const { ended } = await startConsumer(topic, '--json', '--results-topic', `${topic}-results`);
    const producer = createKafka([kafkaServers]).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: `${topic}-results`, messages: [{ key: 'k', value: 'no window' }] });
    await producer.disconnect();
    expect(await ended).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^Topic .*-results has a message that is not a window: .*\n$/) as string,
    });
    await expect.poll(() => queryStates(sparkUi, nameOf(topic)), { timeout: 30_000 }).toEqual(['FINISHED']);
  });

  test('names a query that may still run in Spark, at once after a second Ctrl-C', async () => {
    const server = await startSilentServer();
    const topic = `interrupted-${process.pid}-twice`;
    const consumer = await startConsumer(topic, '--json', '--spark-kafka-servers', server.address);
    await server.addressed;
    consumer.job.kill('SIGINT');
    // Signals within half a second count as one Ctrl-C, and a busy machine delivers the first one late.
    await sleep(1200);
    const { milliseconds, exitCode, stderr } = await interruptJob(consumer);
    server.close();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: `Query ${nameOf(topic)} may still be running in Spark at ${inject('sparkRemote')}; run the same command to take it over.\n`,
    });
    expect(milliseconds).toBeLessThan(500);
  });
});
