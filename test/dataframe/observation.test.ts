import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { count, max } from '../../src/functions.ts';
import { Observation, SparkSession, type DataFrame } from '../../src/index.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
});
afterAll(() => spark.stop());

type Action = (frame: DataFrame) => Promise<unknown>;

/** Has ten rows observed while an action runs, whose own end is not looked at. */
async function observe(action: Action): Promise<Observation> {
  const observation = new Observation();
  await action(spark.range(10).observe(observation, count('*').alias('n'))).catch(() => undefined);
  return observation;
}

async function leaveEarly(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const row of rows) if (row !== undefined) break;
}

async function overView(frame: DataFrame, action: (view: DataFrame) => Promise<unknown>): Promise<void> {
  await frame.createOrReplaceTempView('observed');
  await action(spark.table('observed'));
}

it('has the metrics in their order, by their names', async () => {
  const observation = new Observation();
  await spark.range(10).observe(observation, count('*').alias('n'), max('id').alias('most')).collect();
  expect(await observation.get()).toEqual({ n: 10n, most: 9n });
});

it.each<[string, Action]>([
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
  ['its own action, after a view was made of it', (frame) => overView(frame, () => frame.count())],
  ['an action on a view of it', (frame) => overView(frame, (view) => view.count())],
  ['SQL over a view of it', async (frame) => overView(frame, async () => (await spark.sql('TABLE OBSERVED')).count())],
])('gets them from %s', async (_name, action) => {
  expect(await (await observe(action)).get()).toEqual({ n: 10n });
});

it.each<[string, Action, string]>([
  ['after show()', (frame) => frame.showString(), 'for show()'],
  ['after limit(0)', (frame) => frame.limit(0).collect(), 'such as limit(0)'],
  ['after a write', (frame) => frame.write.format('noop').mode('overwrite').save(), 'for writes'],
  ['after a loop that was left', (frame) => leaveEarly(frame.toLocalIterator()), 'not all rows were read'],
  ['after batches that were left', (frame) => leaveEarly(frame.toArrowBatches()), 'not all rows were read'],
  ['after a failed action', (frame) => frame.select('none').collect(), 'the action failed: [UNRESOLVED_COLUMN'],
  ['after an aborted action', (frame) => frame.collect({ signal: AbortSignal.abort('enough') }), 'failed: enough'],
  ['after a failure on a view of it', (frame) => overView(frame, (view) => view.select('none').count()), 'failed'],
])('rejects %s', async (_name, action, message) => {
  const observation = await observe(action);
  await expect(observation.get()).rejects.toMatchObject({
    name: 'SparkConnectError',
    message: expect.stringContaining(message) as string,
  });
});

describe('whoever asks before the action', () => {
  it('waits for its end', async () => {
    const observation = new Observation();
    const frame = spark.range(10).observe(observation, count('*').alias('n'));
    const [metrics] = await Promise.all([observation.get(), frame.count()]);
    expect(metrics).toEqual({ n: 10n });
  });

  it('is told of its failure', async () => {
    const observation = new Observation();
    const frame = spark.range(10).observe(observation, count('*').alias('n'));
    const results = await Promise.allSettled([observation.get(), frame.selectExpr('none').count()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('is told when the session ends without one', async () => {
    const session = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
    const observation = new Observation();
    session.range(10).observe(observation, count('*').alias('n'));
    const metrics = observation.get();
    await session.stop();
    await expect(metrics).rejects.toThrow('The session ended before an action');
    await expect(observation.get()).rejects.toThrow('The session ended before an action');
  });
});

it('keeps two of one name apart, unless one plan has both', async () => {
  const [first, second] = [new Observation('twice'), new Observation('twice')];
  const ten = spark.range(10).observe(first, count('*').alias('n'));
  const five = spark.range(5).observe(second, count('*').alias('n'));
  await expect(ten.union(five).collect()).rejects.toMatchObject({ errorClass: 'DUPLICATED_METRICS_NAME' });
  await expect(first.get()).rejects.toThrow('DUPLICATED_METRICS_NAME');
  await five.collect();
  await ten.collect();
  expect([await first.get(), await second.get()]).toEqual([{ n: 10n }, { n: 5n }]);
});

it('takes no stream, whose metrics come with its progress', async () => {
  const observation = new Observation();
  const stream = spark.readStream.format('rate').load().observe(observation, count('*').alias('n'));
  const text = 'cannot observe a stream: pass a name to observe() instead';
  await expect(stream.writeStream.format('noop').start()).rejects.toThrow(text);
  await expect(observation.get()).rejects.toThrow(text);
});

it('observes one DataFrame, by metrics with names', async () => {
  const observation = new Observation();
  await expect(observation.get()).rejects.toThrow('give it to observe() of a DataFrame first');
  spark.range(1).observe(observation, count('*').alias('n'));
  expect(() => spark.range(1).observe(observation, count('*').alias('n'))).toThrow('already in use');
  expect(() => spark.range(1).observe(new Observation(), count('*'))).toThrow('call alias()');
});
