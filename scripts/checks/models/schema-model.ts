/** A field of a schema: its type, by the name in Spark's JSON format, and whether it is optional. */
export interface ModelField {
  readonly dataType: { readonly typeName: string; readonly precision?: number; readonly scale?: number };
  readonly nullable: boolean;
}

/** What is wrong with a field of a message. */
export type FieldFault = 'missing_field' | 'wrong_type' | 'out_of_range';

/** A value in JSON. */
export type JsonValue = string | number | boolean | null | object;

/**
 * Returns what is wrong with a field, given its JSON value; undefined for a field that is not there. A plain restatement of
 * docs/schema.md that shares no code with the job.
 */
export function modelFault({ dataType, nullable }: ModelField, value: JsonValue | undefined): FieldFault | undefined {
  if (value === undefined || value === null) return nullable ? undefined : 'missing_field';
  if (value === '' && !nullable) return 'missing_field';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  switch (dataType.typeName) {
    case 'boolean':
      return ['true', 'false'].includes(text) ? undefined : 'wrong_type';
    case 'date':
      return isDay(text) ? undefined : 'wrong_type';
    case 'timestamp': {
      const [day = '', time = ''] = text.split('T');
      const isTime = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-7]):[0-5]\d)$/.test(time);
      return isDay(day) && isTime ? undefined : 'wrong_type';
    }
    case 'integer':
    case 'long':
    case 'double':
    case 'decimal':
      return numberFault(dataType, text);
    default:
      return undefined;
  }
}

function numberFault(
  { typeName, precision = 0, scale = 0 }: ModelField['dataType'],
  text: string,
): FieldFault | undefined {
  if (/^[+-]?(NaN|Infinity|INF)$/.test(text)) return 'out_of_range';
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '') return 'wrong_type';
  if (typeName === 'double') return Number.isFinite(Number(text)) ? undefined : 'out_of_range';
  // The value is digits * 10 ^ -places.
  const places = fraction.length - Number(exponent);
  if (Math.abs(places) > 40) return BigInt(whole + fraction) === 0n ? undefined : 'out_of_range';
  const digits = BigInt(`${sign}${whole}${fraction}`) * 10n ** BigInt(Math.max(0, -places));
  const unit = 10n ** BigInt(Math.max(0, places));
  const scaled = digits * 10n ** BigInt(scale);
  if (scaled % unit !== 0n) return 'out_of_range';
  const limit = typeName === 'decimal' ? 10n ** BigInt(precision) - 1n : 2n ** (typeName === 'long' ? 63n : 31n);
  const units = scaled / unit;
  const isInside = typeName === 'decimal' ? units >= -limit && units <= limit : units >= -limit && units < limit;
  return isInside ? undefined : 'out_of_range';
}

function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
