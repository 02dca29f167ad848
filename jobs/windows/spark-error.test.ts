import { expect, test } from 'vitest';
import { ChangedPlanException, SparkConnectError } from '../../src/index.ts';
import { outageError, sparkError } from './spark-error.ts';

test('an error about Kafka suggests another address only if the query has never reached Kafka', () => {
  const error = new SparkConnectError('org.apache.kafka.common.errors.TimeoutException: Timeout of 60000ms expired');
  expect(outageError(error)).toMatchObject({
    message: expect.stringContaining('Once Kafka answers, run the same') as string,
  });
  expect(sparkError(error)).toMatchObject({ message: expect.stringContaining('--spark-kafka-servers') as string });
  const other = new SparkConnectError('something else');
  expect(outageError(other)).toBe(other);
});

test('an error about a changed plan names every difference and the options that help', () => {
  expect(sparkError(new ChangedPlanException('/c', ['one differs', 'two differs']))).toMatchObject({
    message:
      'The checkpoint at /c was created by a different plan: one differs; two differs. Restore the previous options, or run the command with --migrate to compute the windows again from the topic.',
  });
});

test('an error about the state in the checkpoint names the way forward', () => {
  const error = new SparkConnectError(
    'Job aborted: The streaming query failed by state format invalidation. The following',
  );
  expect(sparkError(error)).toMatchObject({
    message: expect.stringMatching(
      /^Spark cannot use the state in the checkpoint, .*run the command with --migrate/,
    ) as string,
  });
});
