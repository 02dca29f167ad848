import { inspect } from 'node:util';
import { describe, expect } from 'vitest';
import { count, expr, sum } from '../../src/functions.ts';
import { Observation, type OperatorProfile, type QueryProfile } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

const find = (profile: QueryProfile, name: string): OperatorProfile | undefined =>
  profile.operators().find((operator) => operator.name === name);

describe('DataFrame.profile()', () => {
  it('returns the executed plan of a join and an aggregate, with the rows, bytes and times of each operator', async ({
    spark,
  }) => {
    const facts = spark.range(0, 10_000, 1, 4).withColumn('key', expr('id % 10'));
    const keys = spark.range(0, 10, 1, 2).withColumnRenamed('id', 'key');
    const profile = await facts.join(keys, 'key').groupBy('key').agg(sum('id').alias('total')).profile();

    expect(profile.root.name).toBe('AdaptiveSparkPlan');
    const join = find(profile, 'BroadcastHashJoin');
    expect(join?.rows).toBe(10_000);
    expect(join?.children).toHaveLength(2);
    const [left, right] = join!.children.map((child) => JSON.stringify(child));
    expect(left).toContain('"name":"Filter","rows":10000');
    expect(right).toContain('"name":"BroadcastExchange","rows":10');
    const exchange = find(profile, 'Exchange');
    expect(exchange?.rows).toBe(40);
    expect(exchange?.bytes).toBe(exchange?.metrics['dataSize']?.value);
    expect(exchange?.bytes).toBeGreaterThan(0);
    expect(exchange?.metrics['shuffleWriteTime']).toEqual({
      name: 'shuffle write time',
      value: expect.any(Number) as number,
      unit: 'milliseconds',
    });
    const aggregates = profile.operators().filter(({ name }) => name === 'HashAggregate');
    expect(aggregates.map(({ rows }) => rows)).toEqual([10, 40]);
    expect(aggregates[0]?.metrics['avgHashProbe']?.unit).toBe('average');
    expect(aggregates[0]?.milliseconds).toBe(aggregates[0]?.metrics['aggTime']?.value);
  });

  it('prints as a tree', async ({ spark }) => {
    const profile = await spark.range(0, 1000, 1, 2).filter('id < 10').profile();
    const printed = inspect(profile).replace(/[\d.]+ m?s$/gm, '… ms');
    expect(printed).toBe(
      ['WholeStageCodegen (1)  … ms', '+- Filter              10 rows', '   +- Range            1,000 rows'].join('\n'),
    );
    expect(String(profile)).toBe(inspect(profile));
  });

  it('returns the plan of a union of joins', async ({ spark }) => {
    const numbers = spark.range(0, 10, 1, 1);
    const joined = numbers.union(spark.range(0, 5, 1, 1)).crossJoin(spark.range(0, 3, 1, 1).toDF('other'));
    const profile = await joined.profile();
    const join = find(profile, 'BroadcastNestedLoopJoin') ?? find(profile, 'CartesianProduct');
    expect(join?.rows).toBe(45);
    expect(join?.children).toHaveLength(2);
    expect(find(profile, 'Union')?.children).toHaveLength(2);
  });
});

describe('the option onProfile', () => {
  it('receives the profile of an action that returns its rows, and metrics of an observation too', async ({
    spark,
  }) => {
    const profiles: QueryProfile[] = [];
    const observation = new Observation();
    const frame = spark.range(100).observe(observation, count('*').alias('rows')).filter('id < 3');
    expect(await frame.collect({ onProfile: (profile) => profiles.push(profile) })).toHaveLength(3);
    expect(await observation.get()).toEqual({ rows: 100n });
    expect(profiles).toHaveLength(1);
    expect(find(profiles[0]!, 'Filter')?.rows).toBe(3);
    expect(find(profiles[0]!, 'CollectMetrics')?.children).toHaveLength(1);
  });

  it('rejects the action with the error that it throws', async ({ spark }) => {
    const onProfile = (): void => {
      throw new RangeError('too slow');
    };
    await expect(spark.range(1).collect({ onProfile })).rejects.toThrow(new RangeError('too slow'));
  });
});
