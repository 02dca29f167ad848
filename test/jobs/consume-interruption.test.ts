import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { Partitioners } from 'kafkajs';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { queryStates } from '../support/query-states.ts';
import { interruptJob, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { startSilentServer } from '../support/silent-server.ts';

/** Milliseconds in which an interrupted job has to be gone that has nothing to stop, and one that has Spark stop its query. */
const aMoment = 2500;
const aStop = 4500;
/** What a job may say on a machine that has much else to do. */
const lateWords = /^(The last windows have not come in time|Query \S+ may go on in Spark).*\n/gm;
const kafkaServers = inject('kafkaServers');
const sparkUi = inject('sparkUi');
const addresses = ['--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers];

const nameOf = (topic: string): string => `${topic}-windows-10s-5s-30s`;

/** Starts a consumer of a topic of its own, and waits until Spark runs its query. */
async function startConsumer(topic: string, ...args: readonly string[]): Promise<RunningJob> {
  const job = startJobProcess(['consume', ...addresses, '--topic', topic, ...args]);
  let states: readonly string[] = [];
  while (!states.includes('RUNNING')) {
    await sleep(200);
    states = await queryStates(sparkUi, nameOf(topic));
  }
  return job;
}

test.each(['Kafka', 'Spark'])('Ctrl-C ends a consumer whose %s accepts and never answers', async (which) => {
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
  expect(milliseconds).toBeLessThan(aMoment);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s stops the query in Spark', async (signal, exitCode) => {
  const topic = `interrupted-${process.pid}-${signal}`;
  const job = await startConsumer(topic, '--json');
  const { milliseconds, ...result } = await interruptJob(job, signal);
  expect({ exitCode: result.exitCode, words: result.stderr.replace(lateWords, '') }).toEqual({ exitCode, words: '' });
  expect(result.stdout).toMatch(/"type":"summary"/);
  expect(milliseconds).toBeLessThan(aStop);
  await expect.poll(() => queryStates(sparkUi, nameOf(topic)), { timeout: 30_000 }).toEqual(['FINISHED']);
});

test('a reading error stops the query in Spark too', async () => {
  const topic = `interrupted-${process.pid}-foreign`;
  const { ended } = await startConsumer(topic, '--json', '--results-topic', `${topic}-results`);
  const producer = createKafka([kafkaServers]).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: `${topic}-results`, messages: [{ key: 'k', value: 'no window' }] });
  await producer.disconnect();
  expect(await ended).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^Topic .*-results has a message that is no window: .*\n$/) as string,
  });
  await expect.poll(() => queryStates(sparkUi, nameOf(topic)), { timeout: 30_000 }).toEqual(['FINISHED']);
});

test('what Spark cannot stop in time is named, by a second Ctrl-C at once', async () => {
  const server = await startSilentServer();
  const topic = `interrupted-${process.pid}-twice`;
  const consumer = await startConsumer(topic, '--json', '--spark-kafka-servers', server.address);
  await server.addressed;
  consumer.job.kill('SIGINT');
  await sleep(550);
  const { milliseconds, exitCode, stderr } = await interruptJob(consumer);
  server.close();
  expect({ exitCode, stderr }).toEqual({
    exitCode: 130,
    stderr: `Query ${nameOf(topic)} may go on in Spark at ${inject('sparkRemote')}; the same command takes it over.\n`,
  });
  expect(milliseconds).toBeLessThan(500);
});
