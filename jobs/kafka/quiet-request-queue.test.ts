import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createKafka } from './create-kafka.ts';

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
}
type RequestQueueClass = new (options: object) => RequestQueue;

function newQueue(): RequestQueue {
  createKafka(['127.0.0.1:9092']);
  const Queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as RequestQueueClass;
  return new Queue({ requestTimeout: 1000, enforceRequestTimeout: false, clientId: 'test', broker: 'test' });
}

test('an idle kafkajs connection sets no timer', () => {
  const queue = newQueue();
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

test.each([
  ['pending requests', { pending: [{}] }],
  ['a throttling broker', { throttledUntil: Date.now() + 60_000 }],
])('a kafkajs connection with %s sets a timer', (_, state) => {
  const queue = Object.assign(newQueue(), state);
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).not.toBeNull();
  queue.destroy();
});
