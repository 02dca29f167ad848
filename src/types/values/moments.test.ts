import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { CalendarInterval } from './calendar-interval.ts';
import { DayTimeInterval, YearMonthInterval } from './interval.ts';
import { LocalDate } from './local-date.ts';
import { Timestamp, TimestampNtz } from './timestamp.ts';

describe('a timestamp', () => {
  it.each([
    [0n, '1970-01-01T00:00:00'],
    [1n, '1970-01-01T00:00:00.000001'],
    [1_000n, '1970-01-01T00:00:00.001'],
    [1_000_000n, '1970-01-01T00:00:01'],
    [-1n, '1969-12-31T23:59:59.999999'],
    [-1_000n, '1969-12-31T23:59:59.999'],
    [-1_000_000n, '1969-12-31T23:59:59'],
    [-1_000_001n, '1969-12-31T23:59:58.999999'],
    [-62_135_596_800_000_000n, '0001-01-01T00:00:00'],
    [253_402_300_799_999_999n, '9999-12-31T23:59:59.999999'],
    [-(2n ** 63n), '-9223372036854775808µs'],
  ])('of %s µs is formatted as %s', (microseconds, text) => {
    expect(String(new TimestampNtz(microseconds))).toBe(text);
    expect(String(new Timestamp(microseconds))).toBe(`${text}Z`);
  });

  it('converts from and to a Date', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(Timestamp.fromDate(date).toDate()).toEqual(date);
      }),
    );
  });

  it('is rounded down to a Date, even before 1970', () => {
    expect(new Timestamp(1_999n).epochMilliseconds).toBe(1);
    expect(new Timestamp(-1n).epochMilliseconds).toBe(-1);
    expect(new Timestamp(-1n).toDate().toISOString()).toBe('1969-12-31T23:59:59.999Z');
  });
});

describe('a date', () => {
  it.each([
    [0, '1970-01-01'],
    [-1, '1969-12-31'],
    [-719_162, '0001-01-01'],
    [2_932_896, '9999-12-31'],
    [2_932_897, '+010000-01-01'],
    [2_147_483_647, '2147483647d'],
  ])('of %s days since 1970 is formatted as %s', (epochDay, text) => {
    expect(String(new LocalDate(epochDay))).toBe(text);
  });

  it('of a Date is the day in UTC, even before 1970', () => {
    expect(LocalDate.fromDate(new Date('2024-02-29T23:59:59.999Z')).epochDay).toBe(19_782);
    expect(LocalDate.fromDate(new Date(-1)).epochDay).toBe(-1);
  });
});

it.each([
  [14, '1-2'],
  [-14, '-1-2'],
  [0, '0-0'],
])('formats %s months as %s', (months, text) => {
  expect(String(new YearMonthInterval(months))).toBe(text);
});

it.each([
  [93_784_000_005n, '1 02:03:04.000005'],
  [-93_784_000_005n, '-1 02:03:04.000005'],
  [0n, '0 00:00:00.000000'],
])('formats %s µs as %s', (microseconds, text) => {
  expect(String(new DayTimeInterval(microseconds))).toBe(text);
});

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const kinds = [
  [
    'LocalDate',
    fc.integer().map((days) => new LocalDate(days)),
    (text: string) => LocalDate.parse(text),
    new LocalDate(1),
    new LocalDate(2),
  ],
  [
    'Timestamp',
    long.map((us) => new Timestamp(us)),
    (text: string) => Timestamp.parse(text),
    new Timestamp(9n),
    new Timestamp(10n),
  ],
  [
    'TimestampNtz',
    long.map((us) => new TimestampNtz(us)),
    (text: string) => TimestampNtz.parse(text),
    new TimestampNtz(9n),
    new TimestampNtz(10n),
  ],
  [
    'YearMonthInterval',
    fc.integer().map((n) => new YearMonthInterval(n)),
    (text: string) => YearMonthInterval.parse(text),
    new YearMonthInterval(9),
    new YearMonthInterval(10),
  ],
  [
    'DayTimeInterval',
    long.map((us) => new DayTimeInterval(us)),
    (text: string) => DayTimeInterval.parse(text),
    new DayTimeInterval(9n),
    new DayTimeInterval(10n),
  ],
] as const;

describe.each(kinds)('a %s', (name, values, parse, one, later) => {
  it('is parsed from its text', () => {
    fc.assert(
      fc.property(values as fc.Arbitrary<Timestamp>, (value) => {
        expect(parse(String(value))).toEqual(value);
      }),
    );
    expect(() => parse('nonsense')).toThrow(IllegalArgumentException);
    expect(() => parse('')).toThrow(IllegalArgumentException);
  });

  it('can be compared', () => {
    expect([one < later, one > later, one <= later, one >= later]).toEqual([true, false, true, false]);
    const [low, high] = [one, later] as unknown as [Timestamp, Timestamp];
    expect([low.compare(high), high.compare(low), low.compare(low)]).toEqual([-1, 1, 0]);
    expect([low.equals(high), low.equals(parse(String(low)) as Timestamp)]).toEqual([false, true]);
    expect(() => low.compare(5 as unknown as Timestamp)).toThrow(
      `A ${name} cannot be compared with a value of type number`,
    );
    expect(() => low.compare(null as unknown as Timestamp)).toThrow(IllegalArgumentException);
    expect(low.equals(undefined as unknown as Timestamp)).toBe(false);
  });

  it('is inspected with its class and text', () => {
    expect(inspect([one])).toBe(`[ ${name}(${String(one)}) ]`);
    expect(`${String(one)}!`).toBe(`${one as unknown as string}!`);
  });
});

it('timestamps and dates are compared by value rather than by text', () => {
  const [early, late] = [new Timestamp(-(2n ** 62n)), new Timestamp(5n)];
  expect(early < late).toBe(true);
  expect(new LocalDate(-800_000) < new LocalDate(-1)).toBe(true);
  expect(late.compare(new Date(1))).toBe(-1);
  expect(new Timestamp(1000n).equals(new Date(1))).toBe(true);
  // @ts-expect-error A timestamp with and one without a time zone have no order.
  expect(late < new TimestampNtz(5n)).toBe(false);
  // @ts-expect-error Nor do a timestamp and a Date, which has milliseconds rather than microseconds; use compare().
  expect(late < new Date(5)).toBeTypeOf('boolean');
  // @ts-expect-error Nor do months and microseconds.
  expect(new YearMonthInterval(1) < new DayTimeInterval(2n)).toBe(true);
});

describe('creating values', () => {
  it.each([
    ['2024-01-31', 19_753],
    ['0001-01-01', -719_162],
    ['+10000-01-01', 2_932_897],
    ['-0001-12-31', -719_529],
  ])('LocalDate.parse() reads %s', (text, epochDay) => {
    expect(LocalDate.parse(text).epochDay).toBe(epochDay);
  });

  it('LocalDate.of() and fromDate() reject days that do not exist', () => {
    expect(String(LocalDate.of(2024, 2, 29))).toBe('2024-02-29');
    expect(LocalDate.of(5_881_580, 7, 11)).toEqual(new LocalDate(2 ** 31 - 1));
    expect(() => LocalDate.of(2023, 2, 29)).toThrow('Day 29 of month 2 of the year 2023 does not exist.');
    expect(() => LocalDate.of(2023, 1.5, 1)).toThrow(IllegalArgumentException);
    expect(() => LocalDate.of(5_881_580, 7, 12)).toThrow(IllegalArgumentException);
    expect(() => LocalDate.fromDate(new Date(NaN))).toThrow(IllegalArgumentException);
  });

  it.each(['2024-02-30', '2024-13-01', '2024-1-1', '2024-01-31T00:00', ' 2024-01-31', '2147483648d'])(
    'LocalDate.parse() rejects %j',
    (text) => {
      expect(() => LocalDate.parse(text)).toThrow(IllegalArgumentException);
    },
  );

  it.each([
    ['2024-01-31T10:30Z', '2024-01-31T10:30:00.000Z', 0n],
    ['2024-01-31 10:30:05.123456Z', '2024-01-31T10:30:05.123Z', 456n],
    ['2024-01-31T10:30:05.1+01:30', '2024-01-31T09:00:05.100Z', 0n],
    ['2024-01-31T10:30:05.123456000-0500', '2024-01-31T15:30:05.123Z', 456n],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999Z', 999n],
    ['2024-01-31T10:30:00+05', '2024-01-31T05:30:00.000Z', 0n],
  ])('Timestamp.parse() reads %s', (text, millis, micros) => {
    const moment = Timestamp.parse(text);
    expect(moment).toEqual(new Timestamp(BigInt(Date.parse(millis)) * 1000n + micros));
  });

  it.each([
    '2024-01-31T10:30:00',
    '2024-01-31',
    '2024-01-31Z',
    '2024-01-31T25:00Z',
    '2024-01-31T10:30:00.1234567Z',
    '2024-01-31T10:30:00+19:00',
    '2024-02-30T00:00Z',
  ])('Timestamp.parse() rejects %j', (text) => {
    expect(() => Timestamp.parse(text)).toThrow(IllegalArgumentException);
  });

  it('TimestampNtz.of() and parse() accept a date and a time of day', () => {
    const expected = new TimestampNtz(BigInt(Date.UTC(2024, 0, 31, 10, 30)) * 1000n + 7n);
    expect(TimestampNtz.of(2024, 1, 31, { hour: 10, minute: 30, microsecond: 7 })).toEqual(expected);
    expect(TimestampNtz.parse('2024-01-31 10:30:00.000007')).toEqual(expected);
    expect(String(TimestampNtz.parse('2024-01-31'))).toBe('2024-01-31T00:00:00');
    expect(() => TimestampNtz.parse('2024-01-31T10:30Z')).toThrow(IllegalArgumentException);
    expect(() => TimestampNtz.of(2024, 1, 31, { hour: 24 })).toThrow(
      'The hour must be a whole number from 0 to 23, not 24.',
    );
    expect(() => TimestampNtz.of(300_000, 1, 1)).toThrow('exceed the 64 bits');
  });

  it('intervals are created from parts and from text', () => {
    expect(String(DayTimeInterval.of({ days: 1, hours: -1, milliseconds: 5n }))).toBe('0 23:00:00.005000');
    expect(DayTimeInterval.parse('-1 02:03:04.5').microseconds).toBe(-93_784_500_000n);
    expect(() => DayTimeInterval.of({ seconds: 0.5 })).toThrow(
      'The seconds of an interval must be a whole number, not 0.5.',
    );
    expect(() => DayTimeInterval.of({ days: 2n ** 40n })).toThrow('exceed the 64 bits');
    expect(() => DayTimeInterval.of({ weeks: 1 } as object)).toThrow('Unknown part of an interval "weeks"');
    expect(String(YearMonthInterval.of({ years: 1, months: -2 }))).toBe('0-10');
    expect(YearMonthInterval.parse('-1-2').months).toBe(-14);
    expect(() => YearMonthInterval.parse('1-12')).toThrow(IllegalArgumentException);
    expect(() => YearMonthInterval.of({ years: 2 ** 31 })).toThrow('exceed the 32 bits');
  });
});

describe('a calendar interval', () => {
  it.each([
    [new CalendarInterval(14, 3, 14_706_500_000n), '1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds'],
    [new CalendarInterval(-14, 0, -1n), '-1 years -2 months -0.000001 seconds'],
    [new CalendarInterval(0, 0, 0n), '0 seconds'],
  ])('%o is formatted as in Spark', (interval, text) => {
    expect(String(interval)).toBe(text);
    expect(inspect(interval)).toBe(`CalendarInterval(${text})`);
  });

  it('can be tested for equality but has no order', () => {
    const month = new CalendarInterval(1, 0, 0n);
    expect(month.equals(new CalendarInterval(1, 0, 0n))).toBe(true);
    expect(month.equals(new CalendarInterval(0, 30, 0n))).toBe(false);
    expect(() => month < new CalendarInterval(0, 30, 0n)).toThrow(TypeError);
  });
});
