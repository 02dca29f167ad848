import { arch, platform } from 'node:os';
import { describe, expect, inject } from 'vitest';
import { IllegalArgumentException, udaf, udf, UserFunctionException, type DataFrame } from '../../src/index.ts';
import { it as onAnyServer } from '../support/spark-test.ts';

/** Set-up has V8 only for this system. */
const it = onAnyServer.runIf(platform() === 'linux' && arch() === 'x64');

async function failureOf(frame: DataFrame<object>): Promise<UserFunctionException> {
  const error: unknown = await frame.collect().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserFunctionException);
  return error as UserFunctionException;
}

/** Returns how many tasks Spark runs. Other tests may run some, too. */
async function runningTasks(): Promise<number> {
  const executors = await fetch(`${inject('sparkUi')}/api/v1/applications`);
  const [{ id }] = (await executors.json()) as [{ id: string }];
  const response = await fetch(`${inject('sparkUi')}/api/v1/applications/${id}/executors`);
  const [{ activeTasks }] = (await response.json()) as [{ activeTasks: number }];
  return activeTasks;
}

/** The message of this error is that of the engine. */
const broken = (): number => (null as unknown as { a: number }).a;
const messageOfV8 = /Cannot read properties of null/;

describe('the engine of a function', () => {
  it('is what its option says', async ({ spark }) => {
    const messageIn = async (engine: 'rhino' | 'v8'): Promise<string | undefined> =>
      (await failureOf(spark.range(1).select(udf(broken, 'double', { engine })()))).functionMessage;
    expect(await messageIn('v8')).toMatch(messageOfV8);
    expect(await messageIn('rhino')).not.toMatch(messageOfV8);
    expect(() => udf(broken, 'double', { engine: 'v9' as 'v8' })).toThrow(IllegalArgumentException);
  });

  it('is that of the session for functions that do not choose: V8 for functions of rows by default', async ({
    spark,
  }) => {
    const ofRows = spark.range(1).mapRows(() => ({ a: (null as unknown as { a: number }).a }), 'a double');
    const ofColumns = spark.range(1).select(udf(broken, 'double')());
    const areInV8 = async (setting: string): Promise<readonly boolean[]> => {
      await spark.conf.set('spark.connectTs.engine', setting);
      const failures = [await failureOf(ofRows), await failureOf(ofColumns)];
      return failures.map(({ functionMessage }) => messageOfV8.test(functionMessage));
    };
    expect(await areInV8('auto')).toEqual([true, false]);
    expect(await areInV8('v8')).toEqual([true, true]);
    expect(await areInV8('rhino')).toEqual([false, false]);
    await spark.conf.set('spark.connectTs.engine', 'v9');
    await expect(ofColumns.collect()).rejects.toThrow(/must be auto, rhino or v8, not v9/);
  });
});

describe('V8', () => {
  const engine = 'v8';

  it('maps rows, and returns those before a row that fails', async ({ spark }) => {
    const frame = spark.range(0, 100, 1, 1).mapRows(
      ({ id }) => {
        if (id === 20n) throw new RangeError('twenty');
        return { id, text: `${id}` };
      },
      'id bigint, text string',
      { engine },
    );
    expect(await frame.limit(20).collect()).toHaveLength(20);
    expect(await failureOf(frame)).toMatchObject({ functionMessage: 'twenty', line: 2, values: ['20'] });
  });

  it('takes many rows and long texts', async ({ spark }) => {
    const texts = spark.range(0, 20_000, 1, 2).selectExpr('id', "repeat(concat('ü', id), cast(id % 300 as int)) AS s");
    const same = texts.mapBatches((batches) => batches, await texts.schema(), { engine });
    expect(await same.exceptAll(texts).count()).toBe(0);
    expect(await same.count()).toBe(20_000);
  });

  it('ends a function that keeps too much in memory, and the server lives on', async ({ spark }) => {
    const hoarder = spark.range(0, 1000, 1, 1).mapBatches(
      function* (batches) {
        const all: number[][] = [];
        for (const rows of batches) {
          for (let n = 0; n < 100_000; n++) all.push([n, n, n, n]);
          yield rows;
        }
      },
      'id bigint',
      { engine, batchSize: 1, memoryLimit: 64 * 1024 * 1024 },
    );
    expect((await failureOf(hoarder)).reason).toBe('limit');
    expect(
      await spark
        .range(3)
        .mapRows((row) => row, 'id bigint', { engine })
        .count(),
    ).toBe(3);
  });

  // Each allocates by a built-in function, in a loop that V8 compiles in several ways.
  const endlessLoops: Readonly<Record<string, () => { n: number }>> = {
    'replaces an array': () => {
      let last: number[] = [];
      for (;;) if (last.length < 2000) last = new Array<number>(1000).fill(1);
    },
    'keeps arrays': () => {
      const kept: number[][] = [];
      for (;;) kept.push(new Array<number>(1000).fill(1));
    },
    'keeps lists': () => {
      const kept: number[][] = [];
      for (;;) kept.push([1, 2, 3].concat([4]));
    },
    'keeps objects': () => {
      const kept: object[] = [];
      for (;;) kept.push({ length: kept.length });
    },
  };

  it.for(Object.entries(endlessLoops))('ends a loop that %s', async ([name, loop], { spark }) => {
    const limits = { timeLimit: name === 'replaces an array' ? 1500 : 60_000, memoryLimit: 64 * 1024 * 1024 };
    const failure = await failureOf(spark.range(1).mapRows(loop, 'n int', { engine, ...limits }));
    expect(failure.reason).toBe('limit');
    expect(failure.message).toContain(name === 'replaces an array' ? '1500 ms' : '64 MiB');
  });

  it('lets other functions run while a function of batches reads its input', async ({ spark }) => {
    const inner = spark.range(0, 50, 1, 1).mapRows(({ id }) => ({ n: Number(id) }), 'n int', { engine });
    const outer = inner.mapBatches((batches) => [[...batches].flat().reverse()], 'n int', { engine, batchSize: 7 });
    expect(await outer.collect()).toEqual(Array.from({ length: 50 }, (_, index) => ({ n: 49 - index })));
    const failing = spark.range(1).mapRows(
      () => {
        throw new Error('inner');
      },
      'n int',
      { engine, name: 'inner' },
    );
    const catching = failing.mapBatches(
      function* (batches) {
        try {
          yield* batches;
        } catch {
          yield [{ n: 0 }];
        }
      },
      'n int',
      { engine },
    );
    expect(await failureOf(catching)).toMatchObject({ functionName: 'inner', functionMessage: 'inner' });
  });

  it('keeps the state of an aggregate', async ({ spark }) => {
    const longest = udaf(
      {
        zero: () => '',
        add: (state, s: string) => (s.length > state.length ? s : state),
        merge: (a, b) => (a.length > b.length ? a : b),
        finish: (state) => state,
      },
      'string',
      { engine },
    );
    const words = spark.range(0, 1000, 1, 3).selectExpr('id % 10 AS k', "repeat('x', cast(id as int)) AS s");
    const rows = await words.groupBy('k').agg(longest('s').alias('s')).orderBy('k').collect();
    expect(rows.map(({ s }) => String(s).length)).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
  });

  it('gives dates the time zone of this program', async ({ spark }) => {
    const locals = (start: number): string[] =>
      Array.from({ length: 10 }, (_, index) => {
        const date = new Date(start + index * 1_800_000);
        const again = new Date(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes());
        const text = `2024-07-0${date.getDate() % 10}T0${date.getHours() % 10}:00`;
        const facts = [
          date.getTimezoneOffset(),
          date.getDay(),
          again.getTime(),
          Date.parse(text),
          date.setHours(2, 30),
        ];
        const [zoned, day] = [new Date('2024-07-01T12:00:00+02:00').getTime(), new Date('2024-07-01').getTime()];
        return [...facts, zoned, day, String(date).slice(0, 33), date.constructor === Date].join();
      });
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      expect(new Date(2024, 2, 10).getTimezoneOffset()).toBe(300);
      // Days with a skipped and a repeated hour.
      const starts = [new Date(2024, 2, 10).getTime(), new Date(2024, 10, 3).getTime(), new Date(1950, 6, 1).getTime()];
      const call = udf(locals, 'array<string>', { engine });
      const frame = await spark.createDataFrame(starts.map((start) => ({ start })));
      const rows = await frame.select(call('start').alias('r')).collect();
      expect(rows.map(({ r }) => r)).toEqual(starts.map(locals));
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('ends when its task is cancelled', async ({ spark }) => {
    const endless = udf(
      () => {
        for (;;);
      },
      'int',
      { engine, timeLimit: 60_000 },
    );
    const stop = new AbortController();
    const failed = expect(spark.range(1).select(endless()).collect({ signal: stop.signal })).rejects.toThrow();
    await expect.poll(() => runningTasks(), { timeout: 20_000 }).toBeGreaterThan(0);
    const start = performance.now();
    stop.abort();
    await failed;
    // Spark does not wait for the task, which would otherwise keep its core for a minute.
    await expect.poll(() => runningTasks(), { timeout: 20_000 }).toBe(0);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
