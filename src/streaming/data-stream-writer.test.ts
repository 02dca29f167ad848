import { expect, it } from 'vitest';
import { col, count, expr, lit, session_window, sum, window } from '../functions.ts';
import { SparkSession, type DataFrame, type StreamPlan } from '../index.ts';

const spark = SparkSession.builder.offline();
const orders = (): DataFrame =>
  spark.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': 'kafka:9092', subscribe: 'orders', maxOffsetsPerTrigger: 1000 })
    .load()
    .selectExpr('CAST(value AS STRING) AS customer', 'timestamp');
const planOf = (frame: DataFrame): StreamPlan => frame.writeStream.format('noop').toPlan();
const essentialsOf = (frame: DataFrame): string[] =>
  planOf(frame).essentials.map(({ what, value }) => `${what}: ${value}`);

it('DataStreamWriter.toPlan() lists what a checkpoint depends on, inputs first', () => {
  const late = orders().withWatermark('timestamp', '10 seconds').alias('late');
  const joined = orders()
    .withWatermark('timestamp', '30 seconds')
    .dropDuplicatesWithinWatermark('customer')
    .join(late, expr('a = b'), 'left_outer')
    .groupBy(window('timestamp', '10 seconds', '5 seconds', '1 second'), col('customer'))
    .agg(count(lit(1)).alias('n'), sum(col('x').cast('int')).alias('total'));
  expect(essentialsOf(joined)).toEqual([
    'source: kafka orders',
    'watermark: 30 seconds on timestamp',
    'deduplication: customer, within the watermark',
    'source: kafka orders',
    'watermark: 10 seconds on timestamp',
    'join: left outer on a = b',
    'window: 10 seconds, every 5 seconds, of timestamp, beginning at 1 second',
    'grouping: customer',
    'aggregation: count(1), sum(cast(x as int))',
  ]);
  const distinct = spark.readStream.table('t').distinct();
  expect(essentialsOf(distinct)).toEqual(['source: table t', 'deduplication: all columns']);
  expect(essentialsOf(orders().groupBy(session_window('timestamp', '5 minutes')).agg(count('*')))).toEqual([
    'source: kafka orders',
    'window: sessions with a gap of 5 minutes of timestamp',
    'aggregation: count(1)',
  ]);
});

it('StreamPlan.differencesFrom() reports changed, added and removed parts', () => {
  const plain = planOf(orders());
  const watermark = (delay: string): StreamPlan => planOf(orders().withWatermark('timestamp', delay));
  expect(plain.differencesFrom(planOf(orders()))).toEqual([]);
  expect(watermark('2 seconds').differencesFrom(watermark('1 second'))).toEqual([
    'the watermark was "1 second on timestamp" and is now "2 seconds on timestamp"',
  ]);
  expect(watermark('1 second').differencesFrom(plain)).toEqual(['the watermark "1 second on timestamp" was added']);
  expect(plain.differencesFrom(watermark('1 second'))).toEqual(['the watermark "1 second on timestamp" was removed']);
});

it('StreamPlan.equals() ignores the session, plan ids and option order, but not the operations', () => {
  const first = planOf(orders());
  const another = SparkSession.builder.offline();
  another.range(1).select('id');
  const later = another.readStream
    .format('kafka')
    .options({ maxOffsetsPerTrigger: 1000, subscribe: 'orders', 'kafka.bootstrap.servers': 'kafka:9092' })
    .load()
    .selectExpr('CAST(value AS STRING) AS customer', 'timestamp');
  expect(planOf(later).equals(first)).toBe(true);
  expect(planOf(later).fingerprint).toBe(first.fingerprint);
  expect(planOf(later.limit(1)).equals(first)).toBe(false);
});

it('StreamPlan renumbers the plan ids in columns together with those of their DataFrames', () => {
  const build = (): DataFrame => {
    const [left, right] = [orders(), orders()];
    return left.join(right, left.col('customer').eq(right.col('customer')));
  };
  const [first, second] = [planOf(build()), planOf(build())];
  expect(second.equals(first)).toBe(true);
  const ids = JSON.stringify(first).match(/"planId":"\d+"/g);
  expect(new Set(ids).size).toBe(5);
});
