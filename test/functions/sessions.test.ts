import { expect, inject } from 'vitest';
import { SparkSession, udf, UserFunctionException } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

it('two sessions have different functions of the same name at the same time', async ({ spark }) => {
  const other = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
  await spark.udf.register(
    'version_of_session',
    udf((id: bigint) => id + 1n, 'bigint'),
  );
  await other.udf.register(
    'version_of_session',
    udf((id: bigint) => id + 2n, 'bigint'),
  );
  const ask = async (session: SparkSession): Promise<unknown> =>
    (await (await session.sql('SELECT sum(version_of_session(id)) AS s FROM range(100)')).first())?.['s'];
  const answers = await Promise.all([spark, other, spark, other].map(ask));
  expect(answers).toEqual([5050n, 5150n, 5050n, 5150n]);
  await other.stop();
});

it('a failure on the driver is reported only to the session in which it happened', async ({ spark }) => {
  const other = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const fail = (message: string): (() => number) => new Function(`throw new Error('${message}')`) as () => number;
  const messageIn = async (session: SparkSession, message: string): Promise<unknown> => {
    const frame = await session.createDataFrame([{ x: 1 }]);
    const call = udf(fail(message), 'double', { name: message });
    const error: unknown = await frame
      .select(call())
      .collect()
      .catch((reason: unknown) => reason);
    return error instanceof UserFunctionException ? error.functionMessage : error;
  };
  const messages = await Promise.all([messageIn(spark, 'one'), messageIn(other, 'two')]);
  expect(messages).toEqual(['one', 'two']);
  await other.stop();
});
