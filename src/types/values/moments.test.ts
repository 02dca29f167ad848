import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
  ])('of %s µs', (microseconds, text) => {
    expect(String(new TimestampNtz(microseconds))).toBe(text);
    expect(String(new Timestamp(microseconds))).toBe(`${text}Z`);
  });

  it('made of a Date is that Date', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(Timestamp.fromDate(date).toDate()).toEqual(date);
      }),
    );
  });

  it('rounds down to a Date, before 1970 too', () => {
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
  ])('%s days from 1970', (epochDay, text) => {
    expect(String(new LocalDate(epochDay))).toBe(text);
  });

  it('is the day in UTC, before 1970 too', () => {
    expect(LocalDate.fromDate(new Date('2024-02-29T23:59:59.999Z')).epochDay).toBe(19_782);
    expect(LocalDate.fromDate(new Date(-1)).epochDay).toBe(-1);
  });
});

it.each([
  [14, '1-2'],
  [-14, '-1-2'],
  [0, '0-0'],
])('prints %s months as %s', (months, text) => {
  expect(String(new YearMonthInterval(months))).toBe(text);
});

it.each([
  [93_784_000_005n, '1 02:03:04.000005'],
  [-93_784_000_005n, '-1 02:03:04.000005'],
  [0n, '0 00:00:00.000000'],
])('prints %s µs as %s', (microseconds, text) => {
  expect(String(new DayTimeInterval(microseconds))).toBe(text);
});
