import { describe, expect } from 'vitest';
import { expr } from '../../src/functions.ts';
import {
  DayTimeInterval,
  Decimal,
  LocalDate,
  type SparkSession,
  Timestamp,
  TimestampNtz,
  YearMonthInterval,
  type DataFrame,
} from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.session.timeZone': 'America/New_York' });

const struct = 'struct<a:int,b:array<string>>';

/** For each type, SQL expressions and the JavaScript values that they return. */
const values: Record<string, readonly (readonly [string, unknown])[]> = {
  void: [['null', null]],
  boolean: [
    ['true', true],
    ['false', false],
  ],
  tinyint: [
    ['-128', -128],
    ['127', 127],
  ],
  smallint: [
    ['-32768', -32768],
    ['32767', 32767],
  ],
  int: [
    ['-2147483648', -2_147_483_648],
    ['2147483647', 2_147_483_647],
  ],
  bigint: [
    ["'-9223372036854775808'", -(2n ** 63n)],
    ["'9223372036854775807'", 2n ** 63n - 1n],
  ],
  float: [
    ["'-3.4028235e38'", -3.4028234663852886e38],
    ["'NaN'", NaN],
    ['1.5', 1.5],
  ],
  double: [
    ["'-Infinity'", -Infinity],
    ["'4.9e-324'", 5e-324],
    ["'1.7976931348623157e308'", Number.MAX_VALUE],
    ["'-0.0'", -0],
  ],
  'decimal(38,0)': [
    [`'${'9'.repeat(38)}'`, new Decimal(10n ** 38n - 1n, 0)],
    [`'-${'9'.repeat(38)}'`, new Decimal(1n - 10n ** 38n, 0)],
  ],
  'decimal(38,38)': [[`'-0.${'9'.repeat(38)}'`, new Decimal(1n - 10n ** 38n, 38)]],
  'decimal(12,2)': [
    ['12.3', new Decimal(1230n, 2)],
    ['-0.01', new Decimal(-1n, 2)],
  ],
  string: [
    ["''", ''],
    ["'Grüße 🌍'", 'Grüße 🌍'],
  ],
  binary: [
    ["X''", new Uint8Array()],
    ["X'00FF'", Uint8Array.of(0, 255)],
  ],
  date: [
    ["'0001-01-01'", new LocalDate(-719_162)],
    ["'1969-12-31'", new LocalDate(-1)],
    ["'9999-12-31'", new LocalDate(2_932_896)],
  ],
  timestamp: [
    ["'0001-01-01T00:00:00Z'", new Timestamp(-62_135_596_800_000_000n)],
    ["'1969-12-31T23:59:59.999999Z'", new Timestamp(-1n)],
    ["'2024-07-01 00:00:00'", new Timestamp(1_719_806_400_000_000n)],
    ["'9999-12-31T23:59:59.999999Z'", new Timestamp(253_402_300_799_999_999n)],
  ],
  timestamp_ntz: [
    ["'0001-01-01 00:00:00'", new TimestampNtz(-62_135_596_800_000_000n)],
    ["'2024-07-01 00:00:00'", new TimestampNtz(1_719_792_000_000_000n)],
  ],
  'interval year to month': [
    ["interval '-178956970-8' year to month", new YearMonthInterval(-2_147_483_648)],
    ["interval '1-2' year to month", new YearMonthInterval(14)],
  ],
  'interval day to second': [
    ["interval '1 02:03:04.000005' day to second", new DayTimeInterval(93_784_000_005n)],
    ["interval '-106751991 04:00:54.775807' day to second", new DayTimeInterval(1n - 2n ** 63n)],
  ],
  'array<bigint>': [
    ['array()', []],
    ['array(1, null, -1)', [1n, null, -1n]],
  ],
  'array<array<int>>': [['array(array(1), null, array(), array(2, 3))', [[1], null, [], [2, 3]]]],
  'map<string,decimal(4,2)>': [
    ['map()', new Map()],
    [
      "map('a', 1.5, 'b', null)",
      new Map([
        ['a', new Decimal(150n, 2)],
        ['b', null],
      ]),
    ],
  ],
  [struct]: [
    ["named_struct('a', null, 'b', array('x', null))", { a: null, b: ['x', null] }],
    ["named_struct('a', 1, 'b', null)", { a: 1, b: null }],
  ],
  [`array<${struct}>`]: [["array(named_struct('a', 1, 'b', array()), null)", [{ a: 1, b: [] }, null]]],
  [`map<date,${struct}>`]: [
    ["map(date'1970-01-02', named_struct('a', 1, 'b', array('x')))", new Map([[new LocalDate(1), { a: 1, b: ['x'] }]])],
  ],
};

const types = Object.keys(values);
const height = Math.max(...types.map((type) => values[type]!.length)) + 1;

/** Returns a column per type, with one value per row and nulls below the last value. */
function valuesInColumns(spark: SparkSession): DataFrame {
  const columns = types.map((type) => {
    const list = values[type]!.map(([sql]) => (type === 'void' ? sql : `cast(${sql} as ${type})`));
    return expr(`array(${list.join(', ')})[id]`).alias(type);
  });
  return spark.range(0, height, 1, 1).select(...columns);
}

const withRows = it.extend('rows', { scope: 'file' }, async ({ spark }) => ({
  all: await valuesInColumns(spark).collect(),
  first: await valuesInColumns(spark).limit(1).collect(),
}));

describe('collect()', () => {
  withRows.for(types)('returns the values of %s', (type, { rows }) => {
    const expected = values[type]!.map(([, value]) => value);
    const nulls = Array<null>(height - expected.length).fill(null);
    expect(rows.all.map((row) => row[type])).toEqual([...expected, ...nulls]);
    // A batch without nulls takes a different code path.
    expect(rows.first.map((row) => row[type])).toEqual(expected.slice(0, 1));
  });
});

it('schema() returns the same types and survives a round trip through DDL', async ({ spark }) => {
  const schema = await valuesInColumns(spark).drop('void').schema();
  expect(schema.fields.map(({ dataType }) => dataType.typeName)).toEqual([
    ...['boolean', 'byte', 'short', 'integer', 'long', 'float', 'double', 'decimal', 'decimal', 'decimal'],
    ...['string', 'binary', 'date', 'timestamp', 'timestamp_ntz', 'year_month_interval', 'day_time_interval'],
    ...['array', 'array', 'map', 'struct', 'array', 'map'],
  ]);
  expect((await spark.read.format('json').schema(schema.toDDL()).load().schema()).toDDL()).toBe(schema.toDDL());
});

it('collect() rejects calendar intervals', async ({ spark }) => {
  await expect(spark.range(1).select(expr('make_interval(1, 2)').alias('i')).collect()).rejects.toThrow(/INTERVAL/);
});

it('collect() rejects several columns of the same name, which count() accepts', async ({ spark }) => {
  const twice = spark.range(1).select('id', 'id');
  await expect(twice.collect()).rejects.toThrow('The result has several columns named id. Rename them with alias()');
  expect(await twice.count()).toBe(1);
});
