import { describe, expect, inject } from 'vitest';
import { count, max } from '../../src/functions.ts';
import { Observation, SparkSession, type DataFrame } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

type Action = (frame: DataFrame, spark: SparkSession) => Promise<unknown>;

/** Observes ten rows while an action runs; the outcome of the action is ignored. */
async function observe(spark: SparkSession, action: Action): Promise<Observation> {
  const observation = new Observation();
  await action(spark.range(10).observe(observation, count('*').alias('n')), spark).catch(() => undefined);
  return observation;
}

async function leaveEarly(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const row of rows) if (row !== undefined) break;
}

async function withView(frame: DataFrame, action: () => Promise<unknown>): Promise<void> {
  await frame.createOrReplaceTempView('observed');
  await action();
}

it('get() returns the metrics by name, in order', async ({ spark }) => {
  const observation = new Observation();
  await spark.range(10).observe(observation, count('*').alias('n'), max('id').alias('most')).collect();
  expect(await observation.get()).toEqual({ n: 10n, most: 9n });
});

it.for<readonly [string, Action]>([
  ['collect()', (frame) => frame.collect()],
  ['count()', (frame) => frame.count()],
  ['toArrow()', (frame) => frame.toArrow()],
  ['isEmpty()', (frame) => frame.filter('id < 0').isEmpty()],
  ['a union with itself', (frame) => frame.union(frame).collect()],
  [
    'the second action, after one that failed',
    (frame) =>
      frame
        .select('none')
        .collect()
        .catch(() => frame.count()),
  ],
  ['the second action, after show()', (frame) => frame.showString().then(() => frame.count())],
  ['an action on the DataFrame, after a view was created from it', (frame) => withView(frame, () => frame.count())],
  ['an action on a view of it', (frame, spark) => withView(frame, () => spark.table('observed').count())],
  ['SQL over a view of it', (frame, spark) => withView(frame, async () => (await spark.sql('TABLE OBSERVED')).count())],
])('get() returns the metrics of %s', async ([, action], { spark }) => {
  expect(await (await observe(spark, action)).get()).toEqual({ n: 10n });
});

it.for<readonly [string, Action, string]>([
  ['after show()', (frame) => frame.showString(), 'for show()'],
  ['after limit(0)', (frame) => frame.limit(0).collect(), 'such as limit(0)'],
  ['after a write', (frame) => frame.write.format('noop').mode('overwrite').save(), 'for writes'],
  ['after a loop that ended early', (frame) => leaveEarly(frame.toLocalIterator()), 'not all rows were read'],
  [
    'after a loop over batches that ended early',
    (frame) => leaveEarly(frame.toArrowBatches()),
    'not all rows were read',
  ],
  ['after a failed action', (frame) => frame.select('none').collect(), 'the action failed: [UNRESOLVED_COLUMN'],
  ['after an aborted action', (frame) => frame.collect({ signal: AbortSignal.abort('enough') }), 'failed: enough'],
  [
    'after a failure on a view of it',
    (frame, spark) => withView(frame, () => spark.table('observed').select('none').count()),
    'failed',
  ],
])('get() rejects %s', async ([, action, message], { spark }) => {
  const observation = await observe(spark, action);
  await expect(observation.get()).rejects.toMatchObject({
    name: 'SparkConnectError',
    message: expect.stringContaining(message) as string,
  });
});

describe('get() before the action', () => {
  it('waits for the action to finish', async ({ spark }) => {
    const observation = new Observation();
    const frame = spark.range(10).observe(observation, count('*').alias('n'));
    const [metrics] = await Promise.all([observation.get(), frame.count()]);
    expect(metrics).toEqual({ n: 10n });
  });

  it('rejects when the action fails', async ({ spark }) => {
    const observation = new Observation();
    const frame = spark.range(10).observe(observation, count('*').alias('n'));
    const results = await Promise.allSettled([observation.get(), frame.selectExpr('none').count()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('rejects when the session ends without an action', async () => {
    const session = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
    const observation = new Observation();
    session.range(10).observe(observation, count('*').alias('n'));
    const metrics = observation.get();
    await session.stop();
    await expect(metrics).rejects.toThrow('The session ended before an action');
    await expect(observation.get()).rejects.toThrow('The session ended before an action');
  });
});

it('keeps two observations of the same name apart unless one plan contains both', async ({ spark }) => {
  const [first, second] = [new Observation('twice'), new Observation('twice')];
  const ten = spark.range(10).observe(first, count('*').alias('n'));
  const five = spark.range(5).observe(second, count('*').alias('n'));
  await expect(ten.union(five).collect()).rejects.toMatchObject({ errorClass: 'DUPLICATED_METRICS_NAME' });
  await expect(first.get()).rejects.toThrow('DUPLICATED_METRICS_NAME');
  await five.collect();
  await ten.collect();
  expect([await first.get(), await second.get()]).toEqual([{ n: 10n }, { n: 5n }]);
});

it('rejects streams, whose metrics are part of their progress', async ({ spark }) => {
  const observation = new Observation();
  const stream = spark.readStream.format('rate').load().observe(observation, count('*').alias('n'));
  const text = 'cannot observe a stream: pass a name to observe() instead';
  await expect(stream.writeStream.format('noop').start()).rejects.toThrow(text);
  await expect(observation.get()).rejects.toThrow(text);
});

it('rejects a second DataFrame and metrics without names', async ({ spark }) => {
  const observation = new Observation();
  await expect(observation.get()).rejects.toThrow('pass it to observe() of a DataFrame first');
  spark.range(1).observe(observation, count('*').alias('n'));
  expect(() => spark.range(1).observe(observation, count('*').alias('n'))).toThrow('already in use');
  expect(() => spark.range(1).observe(new Observation(), count('*'))).toThrow('call alias()');
});
