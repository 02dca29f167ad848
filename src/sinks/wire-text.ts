// Parsers for the strings that Spark's casts to string produce. Each throws an Error for any other string.

/** Parses a decimal, which may have an exponent, and returns its unscaled value at the given scale. */
export function parseDecimal(text: string, scale: number): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text) ?? invalid(text, 'a decimal');
  const zeros = scale + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  if (zeros < 0 && digits !== 0n) invalid(text, `a decimal of scale ${scale}`);
  const unscaled = zeros < 0 ? 0n : digits * 10n ** BigInt(zeros);
  return sign === '-' ? -unscaled : unscaled;
}

/** Parses a date such as `2026-11-24`, whose year may have a sign and more digits, and returns the days since 1970. */
export function parseDate(text: string): number {
  const [, sign, year = '', month, day] = /^([+-]?)(\d{4,})-(\d\d)-(\d\d)$/.exec(text) ?? invalid(text, 'a date');
  return daysSince1970(sign === '-' ? -Number(year) : Number(year), Number(month), Number(day));
}

/** Parses a timestamp such as `2026-11-24 21:22:12.5` and returns the microseconds since 1970. */
export function parseDateTime(text: string): bigint {
  const [date = '', time = ''] = text.split(' ');
  return BigInt(parseDate(date)) * 86_400_000_000n + parseClock(time);
}

/** Parses an interval such as `INTERVAL '-1-2' YEAR TO MONTH` and returns the months. */
export function parseYearMonth(text: string): number {
  const [, sign, years, months] =
    /^INTERVAL '(-?)(\d+)-(\d+)' YEAR TO MONTH$/.exec(text) ?? invalid(text, 'a year-month interval');
  const total = Number(years) * 12 + Number(months);
  return sign === '-' ? -total : total;
}

/** Parses an interval such as `INTERVAL '-1 02:03:04.5' DAY TO SECOND` and returns the microseconds. */
export function parseDayTime(text: string): bigint {
  const [, sign, days = '', clock = ''] =
    /^INTERVAL '(-?)(\d+) ([\d:.]+)' DAY TO SECOND$/.exec(text) ?? invalid(text, 'a day-time interval');
  const total = BigInt(days) * 86_400_000_000n + parseClock(clock);
  return sign === '-' ? -total : total;
}

function parseClock(text: string): bigint {
  const [, hours, minutes, seconds, fraction = ''] =
    /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(text) ?? invalid(text, 'a time of day');
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

/** Counts days in the proleptic Gregorian calendar, beyond the range of a JavaScript Date. */
function daysSince1970(year: number, month: number, day: number): number {
  // The calendar repeats every 400 years, so the date is moved by whole cycles into the range of a Date.
  const cycles = Math.floor((year - 1970) / 400);
  const date = new Date(0);
  date.setUTCFullYear(year - cycles * 400, month - 1, day);
  return cycles * 146_097 + date.getTime() / 86_400_000;
}

function invalid(text: string, expected: string): never {
  throw new Error(`${JSON.stringify(text)} is not ${expected}`);
}
