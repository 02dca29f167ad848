/** Reads the text that Spark's casts to string make of values; all of them throw for other text. */

/** Unscaled digits at that scale; Spark writes small numbers with an exponent. */
export function parseDecimal(text: string, scale: number): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text) ?? refuse(text, 'a decimal');
  const zeros = scale + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  if (zeros < 0 && digits !== 0n) refuse(text, `a decimal with ${scale} digits behind the point`);
  const unscaled = zeros < 0 ? 0n : digits * 10n ** BigInt(zeros);
  return sign === '-' ? -unscaled : unscaled;
}

/** Days since 1970 of `2026-11-24`; years may have a sign and more digits. */
export function parseDate(text: string): number {
  const [, sign, year = '', month, day] = /^([+-]?)(\d{4,})-(\d\d)-(\d\d)$/.exec(text) ?? refuse(text, 'a date');
  return daysSince1970(sign === '-' ? -Number(year) : Number(year), Number(month), Number(day));
}

/** Microseconds since 1970 of `2026-11-24 21:22:12.5`. */
export function parseDateTime(text: string): bigint {
  const [date = '', time = ''] = text.split(' ');
  return BigInt(parseDate(date)) * 86_400_000_000n + parseClock(time);
}

/** Months of `INTERVAL '-1-2' YEAR TO MONTH`. */
export function parseYearMonth(text: string): number {
  const [, sign, years, months] = /^INTERVAL '(-?)(\d+)-(\d+)' YEAR TO MONTH$/.exec(text) ?? refuse(text, 'months');
  const total = Number(years) * 12 + Number(months);
  return sign === '-' ? -total : total;
}

/** Microseconds of `INTERVAL '-1 02:03:04.5' DAY TO SECOND`. */
export function parseDayTime(text: string): bigint {
  const [, sign, days = '', clock = ''] =
    /^INTERVAL '(-?)(\d+) ([\d:.]+)' DAY TO SECOND$/.exec(text) ?? refuse(text, 'a time');
  const total = BigInt(days) * 86_400_000_000n + parseClock(clock);
  return sign === '-' ? -total : total;
}

function parseClock(text: string): bigint {
  const [, hours, minutes, seconds, fraction = ''] =
    /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(text) ?? refuse(text, 'a time of day');
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

/** In the proleptic Gregorian calendar; a Date would do, were its range as wide as Spark's. */
function daysSince1970(year: number, month: number, day: number): number {
  // Years of 400 repeat to the day, so that a Date within its range counts the rest.
  const cycles = Math.floor((year - 1970) / 400);
  const date = new Date(0);
  date.setUTCFullYear(year - cycles * 400, month - 1, day);
  return cycles * 146_097 + date.getTime() / 86_400_000;
}

function refuse(text: string, wanted: string): never {
  throw new Error(`${JSON.stringify(text)} is not ${wanted}`);
}
