import { describe, expect, it } from 'vitest';
import { col, count, from_json, struct, to_json, window } from '../functions.ts';
import {
  IllegalArgumentException,
  SparkConnectError,
  SparkSession,
  type DataFrame,
  type ExplainMode,
  type JoinType,
  type OutputMode,
  type Trigger,
} from '../index.ts';

const spark = (): SparkSession => SparkSession.builder.offline();

/** The relation of a DataFrame as protobuf JSON. */
function relationOf(frame: DataFrame): Record<string, unknown> {
  const plan = frame.writeStream.toPlan().toJSON() as unknown as {
    command: { writeStreamOperationStart: { input: Record<string, unknown> } };
  };
  return plan.command.writeStreamOperationStart.input;
}

function windowedOrders(session: SparkSession): ReturnType<DataFrame['writeStream']['toPlan']> {
  return session.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': 'kafka:9092', subscribe: 'orders' })
    .load()
    .select(from_json(col('value').cast('string'), 'time TIMESTAMP').alias('order'))
    .withWatermark('order.time', '30 seconds')
    .groupBy(window('order.time', '10 seconds', '5 seconds'))
    .agg(count('*').alias('n'))
    .select(to_json(struct('window', 'n')).alias('value'))
    .writeStream.format('kafka')
    .option('topic', 'windows')
    .option('checkpointLocation', '/checkpoints/windows')
    .outputMode('update')
    .queryName('windows')
    .trigger({ processingTime: '1 second' })
    .toPlan();
}

const attribute = (unparsedIdentifier: string): object => ({ unresolvedAttribute: { unparsedIdentifier } });
const call = (functionName: string, ...args: object[]): object => ({
  unresolvedFunction: { functionName, arguments: args },
});
const text = (string: string): object => ({ literal: { string } });
const alias = (expr: object, name: string): object => ({ alias: { expr, name: [name] } });

it('a windowed stream from Kafka to Kafka gives the expected plan', () => {
  const read = {
    isStreaming: true,
    dataSource: { format: 'kafka', options: { 'kafka.bootstrap.servers': 'kafka:9092', subscribe: 'orders' } },
  };
  const value = { cast: { expr: attribute('value'), typeStr: 'string' } };
  const orders = {
    input: { common: { planId: '0' }, read },
    expressions: [alias(call('from_json', value, text('time TIMESTAMP')), 'order')],
  };
  const withWatermark = {
    input: { common: { planId: '1' }, project: orders },
    eventTime: 'order.time',
    delayThreshold: '30 seconds',
  };
  const aggregate = {
    input: { common: { planId: '2' }, withWatermark },
    groupType: 'GROUP_TYPE_GROUPBY',
    groupingExpressions: [call('window', attribute('order.time'), text('10 seconds'), text('5 seconds'))],
    aggregateExpressions: [alias(call('count', { literal: { integer: 1 } }), 'n')],
  };
  const json = {
    input: { common: { planId: '3' }, aggregate },
    expressions: [alias(call('to_json', call('struct', attribute('window'), attribute('n'))), 'value')],
  };
  expect(windowedOrders(spark()).toJSON()).toEqual({
    command: {
      writeStreamOperationStart: {
        input: { common: { planId: '4' }, project: json },
        format: 'kafka',
        options: { topic: 'windows', checkpointLocation: '/checkpoints/windows' },
        outputMode: 'update',
        queryName: 'windows',
        processingTimeInterval: '1 second',
      },
    },
  });
});

it('equal plans have equal fingerprints, and different plans different ones', () => {
  const plan = windowedOrders(spark());
  expect(plan.fingerprint).toBe('d2903ca8fdeba04c3ab6893fd7174309f6974b6acf2fd4aa93722fc6f43e68a1');
  expect(windowedOrders(spark()).fingerprint).toBe(plan.fingerprint);
  const rate = (n: number): string =>
    spark().readStream.format('rate').option('rowsPerSecond', n).load().writeStream.toPlan().fingerprint;
  expect(rate(1)).not.toBe(rate(2));
});

it('the fingerprint does not depend on the order of options', () => {
  const hash = (options: Record<string, string>): string =>
    spark().readStream.format('rate').options(options).load().writeStream.toPlan().fingerprint;
  expect(hash({ a: '1', b: '2' })).toBe(hash({ b: '2', a: '1' }));
});

describe('A sort order', () => {
  it('always states its direction and null ordering', () => {
    const sorted = spark()
      .range(1)
      .orderBy('id', col('id').asc(), col('id').asc_nulls_last(), col('id').desc(), col('id').desc_nulls_first());
    const order = (direction: string, nulls: string): object => ({
      child: attribute('id'),
      direction: `SORT_DIRECTION_${direction}`,
      nullOrdering: `SORT_NULLS_${nulls}`,
    });
    expect(relationOf(sorted)['sort']).toMatchObject({
      isGlobal: true,
      order: [
        order('ASCENDING', 'FIRST'),
        order('ASCENDING', 'FIRST'),
        order('ASCENDING', 'LAST'),
        order('DESCENDING', 'LAST'),
        order('DESCENDING', 'FIRST'),
      ],
    });
  });
});

describe('A column', () => {
  it.each([
    ['*', { unresolvedStar: {} }],
    ['a.*', { unresolvedStar: { unparsedTarget: 'a.*' } }],
    ['a.b', attribute('a.b')],
  ])('named %s has the expected expression', (name, expected) => {
    expect(relationOf(spark().range(1).select(name))['project']).toMatchObject({ expressions: [expected] });
  });

  it('of a DataFrame carries its plan ID', () => {
    const left = spark().range(1);
    expect(relationOf(left.select(left.col('id')))['project']).toMatchObject({
      expressions: [{ unresolvedAttribute: { unparsedIdentifier: 'id', planId: '0' } }],
    });
  });

  it('treats a string as a literal in methods and as a name in functions', () => {
    expect(relationOf(spark().range(1).filter(col('a').eq('b')))['filter']).toMatchObject({
      condition: call('=', attribute('a'), text('b')),
    });
    expect(relationOf(spark().range(1).select(count('a')))['project']).toMatchObject({
      expressions: [call('count', attribute('a'))],
    });
  });
});

describe('An unknown keyword', () => {
  const frame = spark().range(1);
  it.each<[string, () => unknown, string]>([
    [
      'for a join type',
      () => frame.join(frame, 'id', 'outside' as JoinType),
      'Unknown join type "outside". Expected one of: inner, cross, full, full_outer, outer, left, left_outer, right, right_outer, left_semi, semi, left_anti, anti.',
    ],
    [
      'for the output mode',
      () => frame.writeStream.outputMode('all' as OutputMode),
      'Unknown output mode "all". Expected one of: append, update, complete.',
    ],
    [
      'for a trigger',
      () => frame.writeStream.trigger({ every: '1 second' } as unknown as Trigger),
      'exactly one of processingTime, availableNow, once and continuous, not every.',
    ],
    [
      'for a second trigger',
      () => frame.writeStream.trigger({ once: true, availableNow: true } as unknown as Trigger),
      'not once, availableNow.',
    ],
  ])('%s is rejected with a list of the known ones', (_name, use, message) => {
    expect(use).toThrow(IllegalArgumentException);
    expect(use).toThrow(message);
  });

  it('for the explain mode is rejected with a list of the known ones', async () => {
    await expect(frame.explain('loud' as ExplainMode)).rejects.toThrow(
      'Unknown explain mode "loud". Expected one of: simple, extended, codegen, cost, formatted.',
    );
  });
});

it.each<[string, () => unknown, string]>([
  ['limit(-1)', () => spark().range(1).limit(-1), 'limit() needs an integer from 0'],
  ['limit(1.5)', () => spark().range(1).limit(1.5), 'not 1.5'],
  [
    'limit(2^31)',
    () =>
      spark()
        .range(1)
        .limit(2 ** 31),
    'to 2147483647',
  ],
  ['range(0.5)', () => spark().range(0.5), 'range() takes 64-bit integers, not 0.5'],
  ['range(2^53)', () => spark().range(2 ** 53), 'use a bigint'],
  [
    'select(1)',
    () =>
      spark()
        .range(1)
        .select(1 as never),
    'Expected a column or a column name, got number.',
  ],
  [
    'select(null)',
    () =>
      spark()
        .range(1)
        .select(null as never),
    'got null.',
  ],
])('rejects %s', (_name, use, message) => {
  expect(use).toThrow(IllegalArgumentException);
  expect(use).toThrow(message);
});

describe('Method calls do not change', () => {
  it('a reader', () => {
    const reader = spark().readStream.format('rate');
    reader.format('csv').option('a', 1).schema('b INT');
    expect(relationOf(reader.load())['read']).toEqual({ isStreaming: true, dataSource: { format: 'rate' } });
  });

  it('a writer', () => {
    const { writeStream } = spark().range(1);
    const before = JSON.stringify(writeStream.toPlan());
    writeStream.format('kafka').option('a', 1).outputMode('update').queryName('q').partitionBy('c');
    writeStream.trigger({ once: true });
    expect(JSON.stringify(writeStream.toPlan())).toBe(before);
  });

  it('a DataFrame', () => {
    const frame = spark().range(1);
    const before = JSON.stringify(relationOf(frame));
    frame.select('id').filter('id > 1').withColumn('a', col('id')).drop('id');
    expect(JSON.stringify(relationOf(frame))).toBe(before);
  });

  it('a builder', async () => {
    const { builder } = SparkSession;
    builder.remote('http://wrong');
    await expect(builder.remote('sc://').getOrCreate()).rejects.toThrow('has no host');
  });
});

it('an offline session rejects actions', async () => {
  const session = spark();
  await expect(session.range(1).collect()).rejects.toThrow(SparkConnectError);
  await expect(session.range(1).schema()).rejects.toThrow('This session is offline');
  await expect(session.range(1).writeStream.start()).rejects.toThrow('This session is offline');
});

it('a plan hides secrets, and a new password does not change its fingerprint', () => {
  const plan = (password: string) =>
    spark()
      .readStream.format('kafka')
      .options({
        'kafka.bootstrap.servers': 'kafka:9092',
        'kafka.sasl.mechanism': 'PLAIN',
        'kafka.sasl.jaas.config': `PlainLoginModule required username="me" password="${password}";`,
        url: `jdbc:postgresql://db/orders?user=me&password=${password}`,
      })
      .load()
      .writeStream.option('checkpointLocation', '/checkpoints')
      .toPlan();
  const text = JSON.stringify(plan('hunter2'));
  expect(text).not.toContain('hunter2');
  expect(text).toContain('PLAIN');
  expect(text).toContain('/checkpoints');
  expect(plan('hunter2').fingerprint).toBe(plan('correct-horse').fingerprint);
});
