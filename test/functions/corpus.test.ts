import { describe, expect } from 'vitest';
import { udf, UserFunctionException, type DataFrame, type Decimal, type LocalDate, type Row } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

/** One row with a column of each kind, from which the functions take their arguments by name. */
const columns = {
  n: '7.5D',
  i: '5',
  b: '1234567890123456789L',
  s: "'The quick brown Fox, 42 ängstliche Übungen 😀'",
  d: "DATE'2024-02-29'",
  t: "TIMESTAMP'2024-02-29 12:34:56.789012'",
  dec: '12.345BD',
  arr: 'array(5, 3, 9, 1)',
  words: "array('b', 'a', null, 'c')",
  m: "map('x', 1, 'y', 2)",
  st: "named_struct('a', 1, 'b', 'two', 'c', array(1.5D, 2.5D))",
  bin: "X'010203ff'",
  nul: 'cast(null AS string)',
};

type Column = keyof typeof columns;
type Case = readonly [title: string, type: string, args: readonly Column[], fn: (...args: never[]) => unknown];

interface Struct {
  readonly a: number;
  readonly b: string;
  readonly c: readonly number[];
}

/** Functions whose results in Spark must be those that Node computes. */
const corpus: readonly Case[] = [
  ['arithmetic', 'double', ['n'], (n: number) => (n * 2 + 1) % 3],
  ['division by zero', 'double', ['n'], (n: number) => n / 0],
  ['not a number', 'double', ['n'], (n: number) => Number(`x${n}`)],
  ['bitwise operators', 'int', ['i'], (i: number) => ((i << 3) ^ 0xff) >>> 1],
  ['exponentiation', 'double', ['n'], (n: number) => n ** 3],
  ['rounding', 'array<double>', ['n'], (n: number) => [Math.round(n), Math.floor(-n), Math.ceil(n), Math.trunc(-n)]],
  ['numbers as text', 'string', ['n'], (n: number) => `${n} ${n.toFixed(2)} ${n.toString(2)} ${1e21} ${1 / 3}`],
  [
    'parsed numbers',
    'array<double>',
    ['s'],
    (s: string) => [parseInt(s.slice(21), 10), parseFloat('1.5e3x'), Number('0x1f')],
  ],
  ['bigint arithmetic', 'bigint', ['b'], (b: bigint) => (b * 7n + 3n) / 11n - (b % 5n)],
  ['bigint powers', 'string', ['b'], (b: bigint) => String(b ** 3n)],
  ['bigint shifts', 'bigint', ['b'], (b: bigint) => (b >> 3n) & 0xffffn],
  ['bigint wrapping', 'bigint', ['b'], (b: bigint) => BigInt.asIntN(64, b * b)],
  ['bigint comparison', 'boolean', ['b'], (b: bigint) => b > 10 && b !== 10n],
  ['template literals', 'string', ['s', 'i'], (s: string, i: number) => `${s.length}:${`${i}`.padStart(3, '0')}`],
  ['case conversion', 'string', ['s'], (s: string) => s.toUpperCase() + s.toLowerCase()],
  [
    'text methods',
    'array<string>',
    ['s'],
    (s: string) => [s.trimEnd(), s.at(0)!, s.slice(-5), s.repeat(2), s.replaceAll('i', '!')],
  ],
  ['code points', 'array<int>', ['s'], (s: string) => [...s].map((each) => each.codePointAt(0)!)],
  ['split and join', 'string', ['s'], (s: string) => s.split(' ').reverse().join('-')],
  ['normalization', 'string', ['s'], (s: string) => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '')],
  ['regular expressions', 'array<string>', ['s'], (s: string) => s.match(/[a-z]{3,}/g)],
  ['named groups', 'string', ['s'], (s: string) => /(?<number>\d+) (?<word>\S+)/.exec(s)?.groups?.['word'] ?? null],
  ['lookbehind', 'string', ['s'], (s: string) => s.replace(/(?<=q)u/, 'U')],
  ['unicode classes', 'int', ['s'], (s: string) => s.match(/\p{Lu}/gu)?.length ?? 0],
  ['replacement functions', 'string', ['s'], (s: string) => s.replace(/\b\w/g, (first) => first.toUpperCase())],
  ['sticky matches', 'string', ['s'], (s: string) => [...s.matchAll(/(\w)\w*/g)].map((found) => found[1]).join('')],
  [
    'comparison of text',
    'array<boolean>',
    ['s'],
    (s: string) => ['a' < 'B', s > 'T', s.includes('Fox'), s.startsWith('The')],
  ],
  [
    'array methods',
    'array<int>',
    ['arr'],
    (arr: number[]) =>
      arr
        .filter((x) => x > 2)
        .map((x) => x * 2)
        .sort((x, y) => x - y),
  ],
  ['array reduction', 'int', ['arr'], (arr: number[]) => arr.reduce((sum, x) => sum + x, 0)],
  [
    'array search',
    'array<int>',
    ['arr'],
    (arr: number[]) => [arr.indexOf(9), arr.findIndex((x) => x < 2), arr.findLast((x) => x > 4) ?? 0],
  ],
  ['flattening', 'array<int>', ['arr'], (arr: number[]) => arr.flatMap((x) => [x, [x]].flat())],
  ['default sort order', 'array<int>', ['arr'], (arr: number[]) => [...arr, 10].sort()],
  [
    'nulls in arrays',
    'array<string>',
    ['words'],
    (words: (string | null)[]) => words.map((each) => each?.toUpperCase() ?? null),
  ],
  ['array destructuring', 'int', ['arr'], ([first, , third = 0, ...rest]: number[]) => first! + third + rest.length],
  [
    'object destructuring',
    'string',
    ['st'],
    ({ a, b: renamed, ...rest }: Struct) => `${a}${renamed}${Object.keys(rest).join()}`,
  ],
  ['default parameters', 'int', ['i'], (i: number, step = 2) => i + step],
  ['rest parameters', 'int', ['i', 'n'], (...all: number[]) => all.length],
  ['spread arguments', 'int', ['arr'], (arr: number[]) => Math.max(...arr)],
  ['spread objects', 'struct<a:int,b:string,c:array<double>>', ['st'], (st: Struct) => ({ ...st, b: `${st.b}!` })],
  ['optional chaining', 'int', ['nul'], (nul: string | null) => nul?.length ?? -1],
  [
    'logical assignment',
    'string',
    ['nul'],
    (nul: string | null) => {
      let value = nul;
      value ??= 'none';
      return value;
    },
  ],
  ['structs', 'struct<sum:double,name:string>', ['st'], (st: Struct) => ({ name: st.b, sum: st.c[0]! + st.c[1]! })],
  [
    'maps',
    'map<string,int>',
    ['m'],
    (m: Map<string, number>) => new Map([...m].map(([key, value]) => [`${key}${key}`, value * 10])),
  ],
  ['sets', 'array<int>', ['arr'], (arr: number[]) => [...new Set([...arr, ...arr])]],
  [
    'grouping in a map',
    'map<string,int>',
    ['s'],
    (s: string) => {
      const counts = new Map<string, number>();
      for (const letter of s.replace(/[^a-d]/g, '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
      return counts;
    },
  ],
  ['bytes', 'binary', ['bin'], (bin: Uint8Array) => bin.map((each) => each ^ 0xff)],
  ['a data view', 'int', ['bin'], (bin: Uint8Array) => new DataView(bin.buffer, bin.byteOffset, 4).getUint16(1)],
  [
    'dates of JavaScript',
    'string',
    ['i'],
    (i: number) => new Date(Date.UTC(2024, 0, 31 + i, 1, 2, 3, 4)).toISOString(),
  ],
  [
    'local times',
    'array<int>',
    ['i'],
    (i: number) => {
      const date = new Date(2024, 6, i, 12);
      return [date.getHours(), date.getDay(), date.getTimezoneOffset()];
    },
  ],
  ['dates of Spark', 'string', ['d'], (d: LocalDate) => `${d.toString()} ${d.toDate().getUTCFullYear()}`],
  ['timestamps', 'bigint', ['t'], (t: { epochMicroseconds: bigint }) => t.epochMicroseconds % 1_000_000n],
  ['decimals', 'decimal(20,6)', ['dec'], (dec: Decimal) => dec.multiply(dec).subtract(3n)],
  ['decimals as text', 'string', ['dec'], (dec: Decimal) => `${dec.toString()} ${dec.negate().toNumber()}`],
  [
    'recursion',
    'bigint',
    ['i'],
    (i: number) => {
      const factorial = (n: bigint): bigint => (n <= 1n ? 1n : n * factorial(n - 1n));
      return factorial(BigInt(i + 10));
    },
  ],
  [
    'closures',
    'array<int>',
    ['i'],
    (i: number) => {
      const counters: (() => number)[] = [];
      for (let index = 0; index < i; index++) counters.push(() => index * i);
      return counters.map((counter) => counter());
    },
  ],
  [
    'generators',
    'array<int>',
    ['i'],
    (i: number) => {
      function* fibonacci(): Generator<number, void, undefined> {
        for (let [one, two] = [0, 1]; ; [one, two] = [two, one + two]) yield one;
      }
      const found: number[] = [];
      for (const each of fibonacci()) {
        if (found.length > i) break;
        found.push(each);
      }
      return found;
    },
  ],
  [
    'classes',
    'string',
    ['n'],
    (n: number) => {
      class Shape {
        static readonly unit = 'cm';
        readonly #side: number;
        constructor(side: number) {
          this.#side = side;
        }
        get area(): number {
          return this.#side ** 2;
        }
      }
      class Named extends Shape {
        override toString(): string {
          return `${this.constructor.name}(${super.area} ${Shape.unit})`;
        }
      }
      return new Named(n).toString();
    },
  ],
  [
    'exceptions that are caught',
    'string',
    ['s'],
    (s: string) => {
      try {
        JSON.parse(s);
        return 'parsed';
      } catch (error) {
        return error instanceof SyntaxError ? 'SyntaxError' : String(error);
      } finally {
        s.trim();
      }
    },
  ],
  [
    'errors with a cause',
    'string',
    ['s'],
    (s: string) => {
      try {
        throw new TypeError(s.slice(0, 3), { cause: 5 });
      } catch (error) {
        return `${(error as Error).name} ${(error as Error).message} ${String((error as Error).cause)}`;
      }
    },
  ],
  ['JSON', 'string', ['st'], (st: Struct) => JSON.stringify({ ...st, list: [null, 'ü', 1.5] }, null, 1)],
  [
    'labels and switch',
    'int',
    ['arr'],
    (arr: number[]) => {
      let sum = 0;
      outer: for (const x of arr) {
        switch (x) {
          case 3:
            continue outer;
          case 1:
            break outer;
          default:
            sum += x;
        }
      }
      return sum;
    },
  ],
  [
    'symbols and iterators',
    'array<int>',
    ['i'],
    (i: number) => {
      const range = {
        *[Symbol.iterator]() {
          for (let each = 0; each < i; each++) yield each;
        },
      };
      return Array.from(range, (each) => each * 2);
    },
  ],
  [
    'getters and computed names',
    'string',
    ['s'],
    (s: string) => {
      const record = {
        [`${s[0]}_name`]: 1,
        get size(): number {
          return Object.keys(this).length;
        },
      };
      return Object.entries(record).join(';');
    },
  ],
  ['null', 'string', ['nul'], (nul: string | null) => nul],
];

async function sampleRow(frame: DataFrame): Promise<Row> {
  const [row] = await frame.collect();
  return row!;
}

describe('the corpus of functions', () => {
  it('has at least 60 functions', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60);
  });

  for (const [title, type, args, fn] of corpus) {
    it(`${title}: Spark computes what Node computes`, async ({ spark }) => {
      const frame = spark.range(1).selectExpr(...Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`));
      const row = await sampleRow(frame);
      const call = udf(fn as (...all: unknown[]) => unknown, type);
      const [result] = await frame.select(call(...args).alias('r')).collect();
      expect(result?.['r']).toEqual((fn as (...all: unknown[]) => unknown)(...args.map((name) => row[name])));
    });
  }

  const failing: readonly (readonly [title: string, fn: () => unknown, message: RegExp])[] = [
    [
      'throwing',
      () => {
        throw new RangeError('own words');
      },
      /RangeError: own words/,
    ],
    ['reading a property of null', () => (null as unknown as Row)['x'], /TypeError/],
    ['calling what is not a function', () => (5 as unknown as () => number)(), /TypeError/],
    ['returning undefined', () => undefined, /returned undefined/],
    ['returning the wrong type', () => 'text', /the string "text", which is not a valid DOUBLE/],
    ['mixing bigint and number', () => (1n as unknown as number) + 1, /TypeError/],
  ];

  for (const [title, fn, message] of failing) {
    it(`${title} fails with a message that says so`, async ({ spark }) => {
      const error: unknown = await spark
        .range(1)
        .select(udf(fn as () => number, 'double')())
        .collect()
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserFunctionException);
      expect((error as Error).message).toMatch(message);
    });
  }
});
