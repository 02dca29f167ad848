/**
 * Gives a Date the time zone of the client, because V8 only knows that of the server, in the methods for local times.
 */
export interface Zone {
  /** Identifies the zone of the current call. */
  readonly id: () => number;
  readonly name: () => string;
  /** Returns the milliseconds by which local time is ahead of UTC. */
  readonly offsetAt: (millis: number) => number;
}

const Utc = Date;
const { apply, construct } = Reflect;
const hourMillis = 3_600_000;
/** Zones change their offsets only at multiples of this time. */
const stepMillis = hourMillis / 4;
const mostKnown = 10_000;

const parts = ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const;
/** A text with a zone, and a date without a time, which is in UTC. */
const isAbsolute =
  /(?:Z|GMT|UTC?|[ECMP][SD]T|[+-]\d\d:?\d\d)\s*(?:\(.*\))?\s*$|^\s*[+-]?\d{4,6}(?:-\d\d(?:-\d\d)?)?\s*$/i;

type Method = (this: Date, ...args: number[]) => unknown;

const utcMethods = Date.prototype as unknown as Readonly<Record<string, Method>>;
const { getTime, setTime } = utcMethods as Readonly<
  Record<'getTime' | 'setTime', (this: Date, ...args: number[]) => number>
>;

export function install(zone: Zone): void {
  const known = new Map<string, number>();
  const offset = (millis: number): number => {
    const key = `${zone.id()} ${Math.floor(millis / stepMillis)}`;
    let found = known.get(key);
    if (found === undefined) {
      if (known.size >= mostKnown) known.clear();
      found = zone.offsetAt(millis);
      known.set(key, found);
    }
    return found;
  };
  const local = (millis: number): Date => new Utc(Number.isNaN(millis) ? NaN : millis + offset(millis));
  /** Of two times, the earlier one; a time that is skipped has the offset before the change. */
  const utc = (millis: number): number => {
    if (Number.isNaN(millis)) return NaN;
    const before = millis - offset(millis - 24 * hourMillis);
    const after = millis - offset(millis + 24 * hourMillis);
    return after !== before && before + offset(before) !== millis && after + offset(after) === millis ? after : before;
  };
  const millisOf = (date: Date): number => apply<Date, number[], number>(getTime, date, []);

  const methods: Record<string, Method> = {};
  for (const part of parts) {
    const get = utcMethods[`getUTC${part}`]!;
    methods[`get${part}`] = function () {
      return apply(get, local(millisOf(this)), []);
    };
    const set = utcMethods[`setUTC${part}`];
    if (set === undefined) continue;
    methods[`set${part}`] = function (...args) {
      const date = local(millisOf(this));
      // The year is the only part that makes an invalid date valid.
      apply(set, date, args);
      return apply<Date, number[], number>(setTime, this, [utc(millisOf(date))]);
    };
  }
  methods['getYear'] = function () {
    return local(millisOf(this)).getUTCFullYear() - 1900;
  };
  methods['getTimezoneOffset'] = function () {
    const millis = millisOf(this);
    return Number.isNaN(millis) ? NaN : 0 - offset(millis) / 60_000;
  };
  const dateText = (millis: number): string => {
    const [weekday, day, month, year] = local(millis).toUTCString().split(/,? /);
    return `${weekday} ${month} ${day} ${year}`;
  };
  const timeText = (millis: number): string => {
    const ahead = offset(millis) / 60_000;
    const hours = String(Math.floor(Math.abs(ahead) / 60)).padStart(2, '0');
    const minutes = String(Math.floor(Math.abs(ahead) % 60)).padStart(2, '0');
    const time = local(millis).toUTCString().slice(-12, -4);
    return `${time} GMT${ahead < 0 ? '-' : '+'}${hours}${minutes} (${zone.name()})`;
  };
  const texts = {
    DateString: dateText,
    TimeString: timeText,
    String: (millis: number) => `${dateText(millis)} ${timeText(millis)}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    const method: Method = function () {
      const millis = millisOf(this);
      return Number.isNaN(millis) ? 'Invalid Date' : text(millis);
    };
    methods[`to${name}`] = method;
    methods[`toLocale${name}`] = method;
  }
  for (const [name, method] of Object.entries(methods)) {
    const named = { [name]: method }[name]!;
    Object.defineProperty(named, 'name', { value: name, configurable: true });
    Object.defineProperty(Date.prototype, name, { value: named, writable: true, configurable: true });
  }

  const { parse, UTC } = Date;
  const parsed = (text: string): number => {
    if (isAbsolute.test(text)) return parse(text);
    const asUtc = parse(`${text}Z`);
    return utc(Number.isNaN(asUtc) ? parse(`${text} UTC`) : asUtc);
  };
  Object.defineProperty(Date, 'parse', {
    value: { parse: (text: unknown) => parsed(String(text)) }.parse,
    writable: true,
    configurable: true,
  });
  const WithZone: DateConstructor = new Proxy(Date, {
    apply: () => new Utc().toString(),
    construct(target, args: unknown[], newTarget) {
      const given = args.length > 1 ? [utc(apply(UTC, undefined, args as Parameters<typeof UTC>))] : args;
      const [value] = given;
      const values = typeof value === 'string' ? [parsed(value)] : given;
      return construct(target, values, newTarget === WithZone ? target : newTarget) as object;
    },
  });
  Object.defineProperty(Date.prototype, 'constructor', { value: WithZone });
  Object.defineProperty(globalThis, 'Date', { value: WithZone });
}
