import { describe, expect, it } from 'vitest';
import {
  IllegalArgumentException,
  SparkSession,
  udaf,
  udf,
  type StreamPlan,
  type UserDefinedFunction,
} from '../index.ts';
import { sum } from '../functions.ts';

const spark = SparkSession.builder.offline();

/** Returns the plan of a stream that is grouped by a function. */
function grouped(key: UserDefinedFunction<[bigint], bigint | null>): StreamPlan {
  const stream = spark.readStream.format('rate').load();
  return stream.groupBy(key('value').alias('key')).agg(sum('value')).writeStream.format('memory').toPlan();
}

describe('udf in the plan of a stream', () => {
  const third = (): UserDefinedFunction<[bigint], bigint | null> =>
    udf((x: bigint) => x / 3n, 'bigint', { name: 'part' });

  it('is the same if its text is', () => {
    expect(grouped(third()).differencesFrom(grouped(third()))).toEqual([]);
    expect(grouped(third()).fingerprint).toBe(grouped(third()).fingerprint);
  });

  it('is different if its text or its constants are', () => {
    const half = udf((x: bigint) => x / 2n, 'bigint', { name: 'part' });
    expect(grouped(half).fingerprint).not.toBe(grouped(third()).fingerprint);
    expect(grouped(half).differencesFrom(grouped(third())).join()).toMatch(
      /^the grouping was "part#[0-9a-f]{8}\(value\)" and is now "part#[0-9a-f]{8}\(value\)"$/,
    );
    const by = (divisor: bigint): UserDefinedFunction<[bigint], bigint | null> =>
      udf((x: bigint) => x / divisor, 'bigint', { using: { divisor } });
    expect(grouped(by(2n)).differencesFrom(grouped(by(3n)))).toHaveLength(1);
  });

  it('names an aggregate', () => {
    const total = udaf(
      { zero: () => 0n, add: (s: bigint, x: bigint) => s + x, merge: (a, b) => a + b, finish: (s) => s },
      'bigint',
      { name: 'total' },
    );
    const plan = spark.readStream.format('rate').load().groupBy('value').agg(total('value')).writeStream.toPlan();
    expect(plan.essentials.map(({ value }) => value).join()).toMatch(/total#[0-9a-f]{8}(-[0-9a-f]{8}){3}\(value\)/);
  });
});

describe('options of udf', () => {
  it.each([{ timeLimit: 0 }, { timeLimit: 1.5 }, { memoryLimit: -1 }, { memoryLimit: NaN }])(
    'rejects %o',
    (options) => {
      const [[name, value]] = Object.entries(options) as [[string, number]];
      expect(() => udf((x: number) => x, 'double', options)).toThrow(
        new IllegalArgumentException(`The option ${name} of udf() must be a positive whole number, not ${value}.`),
      );
    },
  );

  it('needs a function, and a type that a function can return', () => {
    expect(() => udf('x' as never, 'double')).toThrow('udf() takes a function.');
    expect(() => udf((x: string) => x, 'varchar(5)')).toThrow(/cannot return varchar/);
  });
});
