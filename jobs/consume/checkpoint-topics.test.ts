import { expect, test } from 'vitest';
import { checkTopics } from './checkpoint-topics.ts';

const before = { clusterId: 'c', topic: { name: 't', id: '1' }, resultsTopic: { name: 'r', id: '2' } };
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

test('the same topics are accepted, and where Kafka tells no ids the same names', () => {
  expect(() => checkTopics(before, same, place)).not.toThrow();
  expect(() => checkTopics(before, { ...same, ids: undefined }, place)).not.toThrow();
  const old = { topic: { name: 't' }, resultsTopic: { name: 'r' } };
  expect(() => checkTopics(old, same, place)).not.toThrow();
});

test.each([
  ['another topic', { topic: 'other' }, 'has read topic t, not other. Use --topic t, or a different --checkpoint'],
  [
    'another results topic',
    { resultsTopic: 'other' },
    'to topic r, and other would lack them. Use --results-topic r, or',
  ],
  [
    'another Kafka',
    { ids: { ...same.ids, clusterId: 'd' } },
    'belongs to a different Kafka cluster than the one at a:1. Set --kafka-servers to that cluster',
  ],
  [
    'a topic made anew',
    { ids: withIds(['t', '3'], ['r', '2']) },
    'Topic t was deleted and recreated after the checkpoint at /checkpoints/t read it. Start over',
  ],
  [
    'a topic that is gone',
    { ids: withIds(['r', '2']) },
    'Topic t was deleted after the checkpoint at /checkpoints/t read it. Start over',
  ],
  [
    'a results topic made anew',
    { ids: withIds(['t', '1'], ['r', '3']) },
    'Topic r was deleted and recreated after the checkpoint at /checkpoints/t wrote its windows to it',
  ],
  [
    'a results topic that is gone',
    { ids: withIds(['t', '1']) },
    'Topic r was deleted after the checkpoint at /checkpoints/t wrote its windows to it, so they are lost. Start over with a new --checkpoint',
  ],
])('%s is refused with the way forward', (_, change, sentence) => {
  expect(() => checkTopics(before, { ...same, ...change }, place)).toThrow(sentence);
});
