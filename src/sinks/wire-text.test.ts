import { expect, test } from 'vitest';
import { parseDate, parseDateTime, parseDayTime, parseDecimal, parseYearMonth } from './wire-text.ts';

test('parseDecimal() keeps every digit, with or without an exponent', () => {
  expect(parseDecimal('-12.30', 2)).toBe(-1230n);
  expect(parseDecimal('99999999999999999999999999999999999999', 0)).toBe(10n ** 38n - 1n);
  expect(parseDecimal('1E-38', 38)).toBe(1n);
  expect(parseDecimal('0E-18', 18)).toBe(0n);
  expect(() => parseDecimal('1.25', 1)).toThrow('"1.25" is not a decimal of scale 1');
  expect(() => parseDecimal('1,5', 1)).toThrow('"1,5" is not a decimal');
});

test('parseDate() covers the range of Spark, which exceeds that of a JavaScript Date', () => {
  expect(parseDate('1970-01-01')).toBe(0);
  expect(parseDate('2000-02-29')).toBe(11_016);
  expect(parseDate('0000-03-01')).toBe(-719_468);
  expect(parseDate('-0001-12-31')).toBe(-719_529);
  expect(parseDate('+5881580-07-11')).toBe(2 ** 31 - 1);
  expect(parseDate('-5877641-06-23')).toBe(-(2 ** 31));
  expect(() => parseDate('tomorrow')).toThrow('"tomorrow" is not a date');
});

test('parseDateTime() keeps microseconds', () => {
  expect(parseDateTime('1970-01-01 00:00:00')).toBe(0n);
  expect(parseDateTime('1969-12-31 23:59:59.999999')).toBe(-1n);
  expect(parseDateTime('+294247-01-10 04:00:54.775807')).toBe(2n ** 63n - 1n);
  expect(() => parseDateTime('1970-01-01')).toThrow('"" is not a time of day');
});

test('parseYearMonth() returns months and parseDayTime() microseconds', () => {
  expect(parseYearMonth("INTERVAL '-1-2' YEAR TO MONTH")).toBe(-14);
  expect(parseDayTime("INTERVAL '-1 02:03:04.5' DAY TO SECOND")).toBe(-93_784_500_000n);
  expect(() => parseDayTime("INTERVAL '1' DAY")).toThrow('is not a day-time interval');
});
