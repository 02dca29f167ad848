const locale = 'en-US';
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const upToOne = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const two = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
const shortMoney = new Intl.NumberFormat(locale, {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  maximumFractionDigits: 1,
});
const clock = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dateAndClock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

/** Shown where a value is not known. */
export const unknown = '–';

/** A formatter for values that may be unknown. */
export type Format = (value: number | null | undefined) => string;

const known =
  (format: (value: number) => string): Format =>
  (value) =>
    value === null || value === undefined ? unknown : format(value);

/** `12,345` */
export const count: Format = known((value) => whole.format(value));

/** `12.3K` */
export const shortCount: Format = known((value) => short.format(value));

/** `12.3/s` */
export const rate: Format = known((value) => `${value < 100 ? upToOne.format(value) : whole.format(value)}/s`);

/** `$1,234.50` */
export const dollars: Format = known((value) => money.format(value));

/** `$1.2K` */
export const shortDollars: Format = known((value) => shortMoney.format(value));

/** `$1.2K/s` */
export const dollarRate: Format = known((value) => `${shortMoney.format(value)}/s`);

/** `420 ms`, `1.42 s` or `2 min 5 s`, from milliseconds. */
export const duration: Format = known((milliseconds) => {
  if (milliseconds < 1000) return `${whole.format(milliseconds)} ms`;
  if (milliseconds < 120_000) return `${two.format(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 7200
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
});

/** `32 s`, or as {@link duration} if it is longer, from seconds. */
export const seconds: Format = known((value) =>
  value < 120 ? `${whole.format(value)} s` : duration(Math.round(value) * 1000),
);

/** `0 ms`, `500 ms`, `1.5 s`, from milliseconds, for an axis. */
export const shortDuration: Format = known((milliseconds) =>
  milliseconds < 1000 ? `${whole.format(milliseconds)} ms` : `${upToOne.format(milliseconds / 1000)} s`,
);

/** `12.3 MB` */
export const bytes: Format = known((value) => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  return `${upToOne.format(value / 1000 ** power)} ${units[power]!}`;
});

/** `14:03:22` in the time zone of the browser. */
export function time(iso: string | null | undefined): string {
  return iso === null || iso === undefined ? unknown : clock.format(new Date(iso));
}

/** `Nov 26, 2026, 14:03:22` */
export function dateTime(iso: string | null | undefined): string {
  return iso === null || iso === undefined ? unknown : dateAndClock.format(new Date(iso));
}
