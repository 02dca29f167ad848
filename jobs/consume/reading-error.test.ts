import { expect, test } from 'vitest';
import { KafkaReadError } from '../../src/kafka.ts';
import { UserError } from '../../command-line/user-error.ts';
import { readingError } from './reading-error.ts';

const read = (cause: Error): unknown => readingError(new KafkaReadError('It failed.', { cause }), 'windows', ['a:1']);

test('readingError() suggests another results topic for an unknown message', () => {
  expect(read(new Error('window_start: null is not allowed'))).toMatchObject({
    name: UserError.name,
    message:
      'Topic windows has a message that is not a window: window_start: null is not allowed. Use a dedicated topic for --results-topic.',
  });
});

test('readingError() says how to start Kafka if it is unreachable', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { name: 'KafkaJSConnectionError' });
  expect(read(refused)).toMatchObject({
    message:
      'Cannot reach Kafka at a:1. Start it with "npm run stack -- up" or "docker compose up -d --wait", or set --kafka-servers.',
  });
});

test('readingError() returns other errors unchanged', () => {
  const mistake = new TypeError('x is undefined');
  expect(readingError(mistake, 'windows', ['a:1'])).toBe(mistake);
});
