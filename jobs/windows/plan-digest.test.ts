import { expect, test } from 'vitest';
import { SparkKafkaConfig } from '../kafka/kafka-config.ts';
import { jobDefaults } from './job-options.ts';
import { isSamePlan, planDigest } from './plan-digest.ts';

const settings = {
  ...jobDefaults,
  sparkKafkaServers: ['a:1'],
  topic: 't',
  resultsTopic: 'r',
  windowDuration: 10,
  slideDuration: 5,
  watermark: 30,
};

test.each([
  ['places and speed', { resultsTopic: 'r-g2', sparkKafkaServers: ['b:1'], trigger: 5, checkpoint: '/c' }, true],
  [
    'the login at Kafka',
    { sparkKafkaConfig: new SparkKafkaConfig(undefined, { 'kafka.sasl.jaas.config': 'x' }) },
    true,
  ],
  ['--max-ahead', { maxAhead: 5 }, false],
  ['--earliest-time', { earliestTime: '2020-01-01' }, false],
  ['--window-duration', { windowDuration: 20 }, false],
])('planDigest() after a change of %s', async (_, change, same) => {
  expect(isSamePlan(await planDigest(settings), await planDigest({ ...settings, ...change }))).toBe(same);
});
