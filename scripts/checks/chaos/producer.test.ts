import { expect, test } from 'vitest';
import { adviceOf } from './producer.ts';

test('a producer that gives up advises how to go on', () => {
  const words =
    'Kafka does not answer at 127.0.0.1:1. Start it. 40 records were acknowledged before, and the next batch may have arrived too; go on with --skip-records 140 --max-records 160.\n';
  expect(adviceOf(words)).toEqual({ skip: 140, most: 160 });
});

test('other last words are no advice', () => {
  expect(adviceOf('Kafka does not answer at 127.0.0.1:1. Start it.\n')).toBeUndefined();
  expect(adviceOf('')).toBeUndefined();
});
