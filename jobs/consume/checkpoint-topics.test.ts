import { expect, test } from 'vitest';
import { checkTopics } from './checkpoint-topics.ts';

const before = {
  clusterId: 'c',
  topic: { name: 't', id: '1' },
  resultsTopic: { name: 'r', id: '2' },
  rules: { maxAhead: 60, earliestTime: '2000-01-01' },
  plan: { messages: 'm', windows: [] },
};
const place = { location: '/checkpoints/t', servers: ['a:1'] };
const same = {
  topic: 't',
  resultsTopic: 'r',
  ids: {
    clusterId: 'c',
    topics: new Map([
      ['t', '1'],
      ['r', '2'],
    ]),
  },
};
const withIds = (...topics: readonly [string, string][]): typeof same.ids => ({
  clusterId: 'c',
  topics: new Map(topics),
});

test('checkTopics() accepts the same topics, and the same names if Kafka has no IDs', () => {
  expect(() => checkTopics(before, same, place)).not.toThrow();
  expect(() => checkTopics(before, { ...same, ids: undefined }, place)).not.toThrow();
  const old = { topic: { name: 't' }, resultsTopic: { name: 'r' } };
  expect(() => checkTopics(old, same, place)).not.toThrow();
});

test.each([
  ['a different topic', { topic: 'other' }, 'has read topic t, not other. Use --topic t, or a different --checkpoint'],
  [
    'a different results topic',
    { resultsTopic: 'other' },
    'to topic r, and other would lack them. Use --results-topic r, or',
  ],
  [
    'a different Kafka cluster',
    { ids: { ...same.ids, clusterId: 'd' } },
    'belongs to a different Kafka cluster than the one at a:1. Set --kafka-servers to that cluster, or run the command with --migrate',
  ],
  [
    'a recreated topic',
    { ids: withIds(['t', '3'], ['r', '2']) },
    'Topic t was deleted and recreated after the checkpoint at /checkpoints/t read it. Run the command with --migrate',
  ],
  [
    'a deleted topic',
    { ids: withIds(['r', '2']) },
    'Topic t was deleted after the checkpoint at /checkpoints/t read it. Run the command with --migrate',
  ],
  [
    'a recreated results topic',
    { ids: withIds(['t', '1'], ['r', '3']) },
    'Topic r was deleted and recreated after the checkpoint at /checkpoints/t wrote its windows to it',
  ],
  [
    'a deleted results topic',
    { ids: withIds(['t', '1']) },
    'Topic r was deleted after the checkpoint at /checkpoints/t wrote its windows to it, so they are lost. Run the command with --migrate',
  ],
])('checkTopics() rejects %s and says what to do', (_, change, sentence) => {
  expect(() => checkTopics(before, { ...same, ...change }, place)).toThrow(sentence);
});
