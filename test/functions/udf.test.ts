import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject } from 'vitest';
import {
  AnalysisException,
  Decimal,
  IllegalArgumentException,
  LocalDate,
  StreamingQueryException,
  Timestamp,
  udf,
  UserFunctionException,
  type DataFrame,
  type SparkSession,
} from '../../src/index.ts';
import { col, expr, lit } from '../../src/functions.ts';
import { it } from '../support/spark-test.ts';

/** Returns the error with which an action fails. */
async function failureOf(frame: DataFrame): Promise<UserFunctionException> {
  const error: unknown = await frame.collect().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserFunctionException);
  return error as UserFunctionException;
}

/** Returns the file and the line of this file that contains a text, as errors name them. */
function sourcePlace(text: string): string {
  const file = fileURLToPath(import.meta.url);
  return `${file}:${
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  }`;
}

/** Returns the result of a function for one row, whose column x has a SQL expression. */
async function resultOf(
  spark: SparkSession,
  type: string,
  sql: string,
  fn: (x: never) => unknown,
  using = {},
): Promise<unknown> {
  const apply = udf(fn as (x: unknown) => unknown, type, { using });
  const [row] = await spark
    .range(1)
    .select(apply(expr(sql)).alias('r'))
    .collect();
  return row?.['r'];
}

describe('udf', () => {
  it('runs a function of this program in Spark, on the driver and in tasks', async ({ spark }) => {
    const label = udf((x: number, s: string) => `${s}${x * 2 + 1}`, 'string');
    const frame = await spark.createDataFrame([
      { x: 1, s: 'a' },
      { x: 2.5, s: 'ü😀' },
    ]);
    const expected = [{ r: 'a3' }, { r: 'ü😀6' }];
    expect(await frame.select(label(col('x'), col('s')).alias('r')).collect()).toEqual(expected);
    expect(await frame.repartition(3).select(label('x', 's').alias('r')).orderBy('r').collect()).toEqual(expected);
  });

  it('can be used in filters, groups, joins, sorts and aggregates', async ({ spark }) => {
    const third = udf((id: bigint) => id % 3n, 'bigint');
    const ids = spark.range(9);
    expect(await ids.filter(third('id').eq(1n)).collect()).toEqual([{ id: 1n }, { id: 4n }, { id: 7n }]);
    expect(await ids.groupBy(third('id').alias('k')).count().orderBy('k').collect()).toEqual(
      [0n, 1n, 2n].map((k) => ({ k, count: 3n })),
    );
    expect(await ids.orderBy(third('id').desc(), 'id').limit(1).collect()).toEqual([{ id: 2n }]);
    expect(await ids.agg(expr('sum(id)').alias('s')).select(third('s').alias('r')).collect()).toEqual([{ r: 0n }]);
    const other = spark.range(2).withColumnRenamed('id', 'key');
    expect(await ids.join(other, third('id').eq(col('key'))).count()).toBe(6);
  });

  it('is called by its name in SQL, and can be replaced', async ({ spark }) => {
    const twice = await spark.udf.register('twice', (x: number) => x * 2, 'double', { nullable: false });
    expect(await (await spark.sql('SELECT twice(2.5D) AS r')).collect()).toEqual([{ r: 5 }]);
    expect(
      await spark
        .range(1)
        .select(twice(lit(1.5)))
        .columns(),
    ).toEqual(['twice(1.5)']);
    // @ts-expect-error A string is not a number.
    twice(lit('x'));
    await spark.udf.register(
      'twice',
      udf((x: number) => `${x}${x}`, 'string'),
    );
    expect(await (await spark.sql('SELECT twice(id) AS r FROM range(2)')).collect()).toEqual([
      { r: '00' },
      { r: '11' },
    ]);
  });

  it('knows its return type before it runs', async ({ spark }) => {
    const point = udf((x: number) => ({ x, tags: ['a'] }), 'struct<x:int,tags:array<string>>');
    const schema = await spark
      .range(1)
      .select(point(lit(1)).alias('p'))
      .schema();
    expect(schema.toDDL()).toBe('p STRUCT<x: INT, tags: ARRAY<STRING>>');
  });

  it('runs modern syntax', async ({ spark }) => {
    const modern = (x: number): string => {
      class Counter {
        #count = 0;
        static readonly step = 2;
        get count(): number {
          return this.#count;
        }
        add(...values: readonly number[]): this {
          for (const value of values) this.#count += value * Counter.step;
          return this;
        }
      }
      const captured: (() => number)[] = [];
      for (let index = 0; index < 3; index++) captured.push(() => index);
      const { a, ...rest } = { a: 1, b: 2, c: 3 };
      function* numbers(): Generator<number> {
        yield* [x, 2];
      }
      const counter = new Counter().add(...numbers(), ...Object.values(rest));
      const label = /(?<word>\p{L}+)/u.exec('1ä2')?.groups?.['word'] ?? 'none';
      return [counter.count, captured.map((each) => each()).join(''), a ** 2, label, [1, [2]].flat().at(-1)].join();
    };
    expect(await resultOf(spark, 'string', '1D', modern)).toBe(modern(1));
  });

  it('uses constants that are handed over', async ({ spark }) => {
    const rate = 0.5;
    const names = new Map([[1n, 'one']]);
    const day = LocalDate.parse('2024-02-29');
    const use = udf((id: bigint) => `${Number(id) * rate} ${names.get(id)} ${day.toString()}`, 'string', {
      using: { rate, names, day },
    });
    expect(await spark.range(1, 2).select(use('id').alias('r')).collect()).toEqual([{ r: '0.5 one 2024-02-29' }]);
  });

  it('marks a function that is not deterministic or never returns null', async ({ spark }) => {
    const sure = udf((id: bigint) => id, 'bigint', { nullable: false, deterministic: false });
    expect((await spark.range(1).select(sure('id').alias('r')).schema()).toDDL()).toBe('r BIGINT NOT NULL');
    expect(await spark.range(2).select(sure('id').alias('r')).filter('r = 1').collect()).toEqual([{ r: 1n }]);
  });

  it('runs without generated code', async ({ spark }) => {
    const settings = { 'spark.sql.codegen.wholeStage': 'false', 'spark.sql.codegen.factoryMode': 'NO_CODEGEN' };
    for (const [name, value] of Object.entries(settings)) await spark.conf.set(name, value);
    const half = udf((x: number) => x / 2, 'double');
    const rows = await spark
      .range(2)
      .select(half(expr('-3D')).alias('r'))
      .collect();
    for (const name of Object.keys(settings)) await spark.conf.unset(name);
    expect(rows).toEqual([{ r: -1.5 }, { r: -1.5 }]);
  });

  it('checks the number of arguments in SQL', async ({ spark }) => {
    await spark.udf.register(
      'with_default',
      udf((x: number, y = 2) => x * y, 'double'),
    );
    expect(await (await spark.sql('SELECT with_default(2D) AS a, with_default(2D, 3D) AS b')).collect()).toEqual([
      { a: 4, b: 6 },
    ]);
    for (const [call, given] of [
      ['with_default()', 0],
      ['with_default(1D, 2D, 3D)', 3],
    ] as const) {
      const error: unknown = await spark
        .sql(`SELECT ${call}`)
        .then((frame) => frame.collect())
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AnalysisException);
      expect((error as Error).message).toMatch(
        new RegExp(`\`with_default\` requires 1 to 2 parameters but the actual number is ${given}`),
      );
    }
  });

  it('checks the types of the columns that it names, before it runs', async ({ spark }) => {
    const area = udf((width: number, height: number) => width * height, 'double', {
      name: 'area',
      argumentTypes: ['double', undefined],
    });
    const frame = spark.range(1).selectExpr('id', '2.5D AS d');
    expect(await frame.select(area('d', 'd').alias('r')).collect()).toEqual([{ r: 6.25 }]);
    const error: unknown = await frame
      .select(area('id', 'd'))
      .schema()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AnalysisException);
    expect((error as Error).message).toMatch(
      /The function area takes DOUBLE for argument 1, but id is BIGINT. Cast the column./,
    );
  });

  it('takes no arguments and 22 arguments', async ({ spark }) => {
    const none = udf(() => 5, 'int');
    const sum = udf((...values: number[]) => values.reduce((total, each) => total + each, 0), 'double');
    const many = Array.from({ length: 22 }, (_, index) => lit(index + 0.5));
    expect(
      await spark
        .range(1)
        .select(none().alias('a'), sum(...many).alias('b'))
        .collect(),
    ).toEqual([{ a: 5, b: 242 }]);
  });
});

describe('values of udf', () => {
  const samples: readonly (readonly [type: string, sql: string, kind: string])[] = [
    ['boolean', 'true', 'boolean'],
    ['tinyint', '-128Y', 'number'],
    ['smallint', '32767S', 'number'],
    ['int', '-2147483648', 'number'],
    ['bigint', '9223372036854775807L', 'bigint'],
    ['float', 'float(0.1)', 'number'],
    ['double', '-0.0D', 'number'],
    ['double', "double('NaN')", 'number'],
    ['double', "double('-Infinity')", 'number'],
    ['string', "'a😀ü\\u0000'", 'string'],
    ['binary', "X'00ff80'", 'Uint8Array'],
    ['decimal(38,18)', '12345678901234567890.123456789012345678BD', 'Decimal'],
    ['decimal(5,2)', 'cast(-1.5 AS decimal(5,2))', 'Decimal'],
    ['date', "DATE'0001-01-01'", 'LocalDate'],
    ['date', "DATE'2024-02-29'", 'LocalDate'],
    ['timestamp', "TIMESTAMP'1969-12-31 23:59:59.999999'", 'Timestamp'],
    ['timestamp', "TIMESTAMP'0101-03-01 00:00:00.000001Z'", 'Timestamp'],
    ['timestamp_ntz', "TIMESTAMP_NTZ'2024-03-31 02:30:00.123456'", 'TimestampNtz'],
    ['interval day to second', "INTERVAL '-1 02:03:04.000005' DAY TO SECOND", 'DayTimeInterval'],
    ['interval year to month', "INTERVAL '-3-11' YEAR TO MONTH", 'YearMonthInterval'],
    ['array<int>', 'array(1, null, 3)', 'Array'],
    ['array<array<string>>', "array(array('a'), array(), null)", 'Array'],
    ['map<string,bigint>', "map('a', 1L, 'b', null)", 'Map'],
    ['map<array<int>,string>', "map(array(1, 2), 'x')", 'Map'],
    [
      'struct<a:int,b:struct<c:timestamp>>',
      "named_struct('a', 1, 'b', named_struct('c', TIMESTAMP'2024-01-01'))",
      'Object',
    ],
    ['array<struct<a:decimal(4,1)>>', "array(named_struct('a', 1.5BD))", 'Array'],
  ];

  for (const [type, sql, kind] of samples) {
    it(`${type} returns unchanged: ${sql}`, async ({ spark }) => {
      const same = udf((x: unknown) => x, type);
      const kindOf = udf(
        (x: object | null) => (typeof x === 'object' && x !== null ? x.constructor.name : typeof x),
        'string',
      );
      const frame = spark.range(1).select(expr(sql).alias('x'), expr('id'));
      const [row] = await frame.select('x', same('x').alias('y'), kindOf('x').alias('kind')).collect();
      expect(row!['y']).toStrictEqual(row!['x']);
      expect(row!['kind']).toBe(kind);
    });

    it(`${type} can be null: ${sql}`, async ({ spark }) => {
      const isNull = udf((x: unknown) => (x === null ? null : x), type);
      const [row] = await spark
        .range(1)
        .select(isNull(expr(`if(id < 0, ${sql}, null)`)).alias('r'))
        .collect();
      expect(row).toEqual({ r: null });
    });
  }

  // The names of imports are not in the text that the test runner compiles.
  const Amount = Decimal;
  const Moment = Timestamp;

  it('have the methods that they have in this program', async ({ spark }) => {
    const using = { Amount, Moment };
    const more = (x: Decimal): Decimal => x.add(Amount.parse('0.005'));
    expect(await resultOf(spark, 'decimal(10,3)', '1.25BD', more, using)).toEqual(new Decimal(1255n, 3));
    const later = (x: Timestamp): Timestamp => new Moment(x.epochMicroseconds + 1n);
    expect(await resultOf(spark, 'timestamp', "TIMESTAMP'2024-01-01 00:00:00Z'", later, using)).toEqual(
      Timestamp.parse('2024-01-01T00:00:00.000001Z'),
    );
    expect(
      await resultOf(spark, 'string', "DATE'2024-02-29'", (x: LocalDate) => `${x.toString()} ${JSON.stringify(x)}`),
    ).toBe('2024-02-29 "2024-02-29"');
    expect(await resultOf(spark, 'boolean', '1.50BD', (x: Decimal) => x > Amount.parse('1.4'), using)).toBe(true);
  });

  it('accept for a result what createDataFrame() accepts', async ({ spark }) => {
    expect(await resultOf(spark, 'bigint', '1', () => 5)).toBe(5n);
    expect(await resultOf(spark, 'int', '1', () => 5n)).toBe(5);
    expect(await resultOf(spark, 'decimal(5,2)', '1', () => 5n)).toEqual(new Decimal(500n, 2));
    expect(await resultOf(spark, 'timestamp', '1', () => new Date(5))).toEqual(new Timestamp(5000n));
    expect(await resultOf(spark, 'struct<a:int,b:string>', '1', () => ({ b: 'x', c: 1 }))).toEqual({ a: null, b: 'x' });
    expect(await resultOf(spark, 'struct<a:int,b:string>', '1', () => [1, 'x'])).toEqual({ a: 1, b: 'x' });
    expect(await resultOf(spark, 'array<double>', '1', () => Float64Array.of(1, 2))).toEqual([1, 2]);
  });

  it('are refused when the return type cannot hold them', async ({ spark }) => {
    const cases: readonly (readonly [type: string, fn: () => unknown, message: RegExp])[] = [
      ['int', () => 1.5, /the number 1.5, which is not a valid INT/],
      ['int', () => 2 ** 31, /2147483648, which is not a valid INT/],
      ['tinyint', () => 128, /not a valid TINYINT/],
      ['bigint', () => 2n ** 63n, /the bigint 9223372036854775808, which is not a valid BIGINT/],
      ['bigint', () => 2 ** 53 + 2, /not a valid BIGINT/],
      ['double', () => '1', /the string "1", which is not a valid DOUBLE/],
      ['double', () => 1n, /the bigint 1, which is not a valid DOUBLE/],
      ['string', () => 1, /the number 1, which is not a valid STRING/],
      ['string', () => '\ud800', /half a surrogate pair/],
      ['decimal(3,1)', () => new Amount(125n, 2), /Decimal 1.25, which is not a valid DECIMAL\(3,1\)/],
      ['date', () => new Date(0), /not a valid DATE/],
      ['array<int>', () => ['x'], /the string "x", which is not a valid INT/],
      ['map<string,int>', () => ({ a: 1 }), /not a valid MAP<STRING, INT>/],
      ['double', () => undefined, /returned undefined. Return null for NULL/],
    ];
    for (const [type, fn, message] of cases) {
      const frame = spark.range(1).select(udf(fn, type, { using: { Amount } })());
      const error = await failureOf(frame as DataFrame);
      expect(error.reason).toBe('wrong-value');
      expect(error.message).toMatch(message);
    }
  });
});

describe('closures of udf', () => {
  const outside = 5;
  const helper = (x: number): number => x;

  it('are refused before anything is sent, with the name of the variable', () => {
    expect(() => udf((x: number) => x + outside, 'double', { name: 'f' })).toThrow(
      /The function f uses outside from outside of it.*using: \{ outside \}/,
    );
    expect(() => udf((x: number) => helper(x), 'double')).toThrow(/uses helper from outside/);
    expect(() => udf((x: number) => [x].map((y) => y + outside)[0]!, 'double')).toThrow(IllegalArgumentException);
  });

  it('may use their own variables, parameters and the values of the language', () => {
    expect(() => udf((x: number) => Math.max(x, ...[x].map((z: number) => z)), 'double')).not.toThrow();
  });

  it('may not use Node', () => {
    expect(() => udf(() => process.version, 'string')).toThrow(/uses process, which does not exist in Spark/);
    expect(() => udf((x: number) => setTimeout(() => x, 1) && x, 'double')).toThrow(/uses setTimeout/);
  });

  it('may not be asynchronous', () => {
    expect(() => udf((async (x: number) => Promise.resolve(x)) as unknown as () => number, 'double')).toThrow(
      /async function/,
    );
  });

  it('need a source text', () => {
    expect(() => udf(Math.sqrt, 'double')).toThrow(/built in or bound/);
  });

  it('may be methods', async ({ spark }) => {
    const methods = {
      half(x: number): number {
        return x / 2;
      },
    };
    // eslint-disable-next-line @typescript-eslint/unbound-method
    expect(await resultOf(spark, 'double', '3D', methods.half)).toBe(1.5);
  });

  it('may not be handed functions or objects of classes', () => {
    expect(() => udf(() => helper(1), 'double', { using: { helper } })).toThrow(
      /constant helper is or contains a function/,
    );
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => udf(() => loop.length, 'int', { using: { loop } })).toThrow(/contains itself/);
  });
});

describe('errors of udf', () => {
  it('have the message, the name, the line and the values', async ({ spark }) => {
    const picky = udf(
      (id: bigint, s: string) => {
        if (id === 3n) {
          throw new RangeError(`bad id ${id}${s}`);
        }
        return id;
      },
      'bigint',
      { name: 'picky' },
    );
    const error = await failureOf(spark.range(5).select(picky(col('id'), lit('!'))) as DataFrame);
    expect(error).toMatchObject({
      functionName: 'picky',
      functionMessage: 'bad id 3!',
      functionError: 'RangeError',
      reason: 'thrown',
      values: ['3', '!'],
      errorClass: 'FAILED_EXECUTE_UDF',
    });
    expect(error.line).toBe(3);
    const place = sourcePlace('throw new RangeError(`bad id');
    expect(error.location).toBe(place);
    expect(error.message).toBe(`The function picky failed at ${place}, for (3, !): RangeError: bad id 3!`);
  });

  it('have the whole message of the function, even if it is long', async ({ spark }) => {
    const verbose = udf((id: bigint): bigint => {
      if (id < 0n) return id;
      throw new Error('long '.repeat(1000));
    }, 'bigint');
    const error = await failureOf(spark.range(1).select(verbose('id')) as DataFrame);
    expect(error.functionMessage).toBe('long '.repeat(1000));
  });

  it('end a streaming query with the error of the function as the cause', async ({ spark }) => {
    const broken = udf(
      (value: bigint | null): bigint => {
        throw new RangeError(`no ${typeof value}`);
      },
      'bigint',
      { name: 'broken' },
    );
    const rates = spark.readStream.format('rate').option('rowsPerSecond', 100).load();
    const query = await rates.select(broken('value').alias('r')).writeStream.format('noop').start();
    const thrown: unknown = await query.awaitTermination(60_000).catch((reason: unknown) => reason);
    for (const error of [thrown, await query.exception()]) {
      expect(error).toBeInstanceOf(StreamingQueryException);
      expect((error as Error).message).toMatch(/terminated with exception: .*The function broken failed/s);
      expect((error as Error).cause).toMatchObject({
        name: 'UserFunctionException',
        functionName: 'broken',
        functionMessage: 'no bigint',
        functionError: 'RangeError',
        location: sourcePlace('throw new RangeError(`no ${typeof value}'),
      });
    }
  });

  it('come from the driver too, and from SQL', async ({ spark }) => {
    const thrower = udf((): number => (null as unknown as { a: number }).a, 'double', { name: 'thrower' });
    const local = await spark.createDataFrame([{ x: 1 }]);
    expect((await failureOf(local.select(thrower()) as DataFrame)).functionError).toBe('TypeError');
    await spark.udf.register('sql_thrower', thrower);
    expect((await failureOf(await spark.sql('SELECT sql_thrower() FROM range(1)'))).functionName).toBe('thrower');
  });

  it('hide the values on request', async ({ spark }) => {
    const secret = udf(
      (id: bigint): bigint => {
        if (id < 0n) return id;
        throw new Error('no');
      },
      'bigint',
      { showValues: false },
    );
    expect((await failureOf(spark.range(1).select(secret('id')) as DataFrame)).values).toBeUndefined();
  });

  it('report a value that is thrown but is not an error', async ({ spark }) => {
    const thrower = udf((): number => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw 'just text';
    }, 'double');
    expect((await failureOf(spark.range(1).select(thrower()) as DataFrame)).functionMessage).toBe('just text');
  });
});

describe('limits of udf', () => {
  it('end an endless loop', async ({ spark }) => {
    const endless = udf(
      (id: bigint) => {
        while (true) {
          if (id < 0n) return id;
        }
      },
      'bigint',
      // Each comparison of bigints allocates, and a fast machine would reach the limit of the memory first.
      { timeLimit: 300, memoryLimit: 2 ** 40 },
    );
    const error = await failureOf(spark.range(1).select(endless('id')) as DataFrame);
    expect(error.reason).toBe('limit');
    expect(error.message).toMatch(/did not return within 300 ms/);
  });

  it('cannot be caught by the function', async ({ spark }) => {
    const stubborn = udf(
      () => {
        for (;;) {
          try {
            for (;;);
          } catch {
            continue;
          }
        }
      },
      'bigint',
      { timeLimit: 300 },
    );
    expect((await failureOf(spark.range(1).select(stubborn()) as DataFrame)).reason).toBe('limit');
  });

  it('bound the memory of a call', async ({ spark }) => {
    const greedy = udf(
      () => {
        const all: number[][] = [];
        for (;;) all.push([1, 2, 3, 4, 5, 6, 7, 8]);
      },
      'bigint',
      { memoryLimit: 50 * 1024 * 1024 },
    );
    expect((await failureOf(spark.range(1).select(greedy()) as DataFrame)).message).toMatch(
      /allocated more than 50 MiB/,
    );
  });

  const hungry: readonly (readonly [what: string, fn: () => unknown])[] = [
    ['repeated text', () => 'x'.repeat(1e9)],
    ['padded text', () => 'x'.padEnd(1e9)],
    ['an empty array of great length', () => new Array(1e9).join('x')],
    ['a filled array', () => new Array(1e9).fill(0).length],
    ['an array made from a length', () => Array.from({ length: 1e9 }).length],
    ['the arguments of a call', () => String.fromCharCode.apply(null, { length: 1e9 } as number[])],
    ['a buffer', () => new Uint8Array(2e9).length],
  ];
  for (const [what, fn] of hungry) {
    it(`bound the memory of one built-in operation: ${what}`, async ({ spark }) => {
      const call = udf(fn as () => string, 'string', { timeLimit: 5000 });
      const error = await failureOf(spark.range(1).select(call()) as DataFrame);
      expect(error.reason).toBe('limit');
      expect(error.message).toMatch(/allocated more than 256 MiB/);
    });
  }

  it('end a regular expression that backtracks forever', async ({ spark }) => {
    // The engine needs memory for each step back, and may use up the usual limit before.
    const limits = { timeLimit: 500, memoryLimit: 2 ** 40 };
    const match = udf(() => /^(a+)+$/.test(`${'a'.repeat(40)}!`), 'boolean', limits);
    const error = await failureOf(spark.range(1).select(match()) as DataFrame);
    expect(error.message).toMatch(/did not return within 500 ms/);
  });

  it('keep functions from changing what others use', async ({ spark }) => {
    const meddle = udf(() => {
      Object.assign(Array.prototype, { last: 5 });
      return 1;
    }, 'int');
    const error = await failureOf(spark.range(1).select(meddle()) as DataFrame);
    // The words are those of the engine.
    expect(error.functionMessage).toMatch(inject('engine') === 'v8' ? /object is not extensible/ : /sealed/);
  });

  it('keep functions from changing regular expressions', async ({ spark }) => {
    const meddle = udf(() => {
      RegExp.prototype.test = () => true;
      return 1;
    }, 'int');
    expect((await failureOf(spark.range(1).select(meddle()) as DataFrame)).functionMessage).toMatch(/sealed/);
    const honest = udf((s: string) => /x/.test(s), 'boolean');
    expect(
      await spark
        .range(1)
        .select(honest(lit('a')).alias('r'))
        .collect(),
    ).toEqual([{ r: false }]);
  });

  it('bound the recursion', async ({ spark }) => {
    const deep = udf(() => {
      const again = (n: number): number => again(n + 1) + 1;
      return again(0);
    }, 'double');
    expect((await failureOf(spark.range(1).select(deep()) as DataFrame)).message).toMatch(/recursion is too deep/);
  });

  it('keep Java out of reach', async ({ spark }) => {
    const names = [
      'java',
      'Packages',
      'importPackage',
      'JavaImporter',
      'getClass',
      'load',
      'print',
      'require',
      'process',
    ];
    const reach = udf(
      () => {
        // eslint-disable-next-line @typescript-eslint/no-implied-eval
        const isDefined = (name: string) => new Function(`return typeof ${name} !== 'undefined'`) as () => boolean;
        return names.filter((name) => isDefined(name)()).join();
      },
      'string',
      { using: { names } },
    );
    expect(await spark.range(1).select(reach().alias('r')).collect()).toEqual([{ r: '' }]);
  });
});
