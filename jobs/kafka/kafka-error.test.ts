import { expect, test } from 'vitest';
import { UserError } from '../../command-line/user-error.ts';
import { kafkaError, NoAnswerError } from './kafka-error.ts';

function named(name: string, message: string, cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { name });
}

test('kafkaError() says how to start Kafka for a lost connection, however deeply it is wrapped', () => {
  const refused = named('KafkaJSConnectionError', 'connect ECONNREFUSED');
  const wrapped = named('KafkaJSNonRetriableError', 'x', named('KafkaJSNumberOfRetriesExceeded', 'y', refused));
  const silent = new Error('Broker not connected');
  for (const error of [refused, wrapped, new NoAnswerError('too late'), silent]) {
    expect(kafkaError(error, ['a:1', 'b:2'])).toEqual(
      new UserError(
        'Cannot reach Kafka at a:1,b:2. Start it with "npm run stack -- up" or "docker compose up -d --wait", or set --kafka-servers.',
        { cause: error },
      ),
    );
  }
});

test('kafkaError() names an advertised address that cannot be reached', () => {
  const refused = Object.assign(named('KafkaJSConnectionError', 'connect ECONNREFUSED'), { broker: 'kafka:9092' });
  expect(kafkaError(refused, ['kafka:9092']).message).toMatch(/^Cannot reach Kafka at kafka:9092\./);
  expect(kafkaError(refused, ['a:1']).message).toBe(
    'Kafka at a:1 advertises kafka:9092, which cannot be reached from here. ' +
      'Check that this broker is running and that its advertised.listeners names a reachable address.',
  );
});

test('kafkaError() quotes the error of a broker', () => {
  const error = named('KafkaJSNonRetriableError', 'outer', named('KafkaJSProtocolError', 'Not authorized.'));
  expect(kafkaError(error, ['a:1']).message).toBe('Kafka at a:1 reports: Not authorized.');
});

test('kafkaError() returns other errors unchanged', () => {
  const mistake = new TypeError('x is undefined');
  expect(kafkaError(mistake, ['a:1'])).toBe(mistake);
});
