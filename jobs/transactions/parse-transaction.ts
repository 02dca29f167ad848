import type { FieldType, TransactionField } from './transaction-schema.ts';
import type { FieldValue, Transaction } from './transaction.ts';

/** Thrown for a row that is not a transaction. The message names the column and its value; the caller adds the line number. */
export class BrokenRowError extends Error {
  override readonly name = 'BrokenRowError';
}

/** Parses the text fields of a row, in the order of the columns. Throws a {@link BrokenRowError} when a field is invalid. */
export type RowParser = (texts: readonly string[]) => Transaction;

interface TypeRule {
  /** Completes the message "column age contains x, but must be …". */
  readonly expected: string;
  /** Returns the value, or undefined if the text is invalid. */
  readonly parse: (text: string) => FieldValue | undefined;
}

/** Returns the parser for rows with these columns. */
export function rowParser(columns: readonly TransactionField[]): RowParser {
  const rules = columns.map(({ dataType }) => typeRule(dataType));
  return (texts) => {
    if (texts.length !== columns.length) {
      throw new BrokenRowError(`the row has ${texts.length} fields instead of ${columns.length}`);
    }
    const values: Record<string, FieldValue> = {};
    for (let position = 0; position < columns.length; position++) {
      const { name, nullable } = columns[position]!;
      const text = texts[position]!;
      const value = nullable && text.trim() === '' ? null : rules[position]!.parse(text);
      if (value === undefined) {
        const found = text.trim() === '' ? 'is empty,' : `contains ${JSON.stringify(shorten(text))},`;
        throw new BrokenRowError(`column ${name} ${found} but must be ${rules[position]!.expected}`);
      }
      values[name] = value;
    }
    // The columns include the fields that every schema has.
    return values as Transaction;
  };
}

/** Returns the rule for a type. Integers are limited to the range of Spark's type. */
function typeRule(type: FieldType): TypeRule {
  switch (type.typeName) {
    case 'integer':
      return { expected: 'a 32-bit integer', parse: (text) => parseWhole(text, 2 ** 31 - 1) };
    case 'long':
      return { expected: 'an integer up to 2^53', parse: (text) => parseWhole(text, Number.MAX_SAFE_INTEGER) };
    case 'double':
      return { expected: 'a number', parse: (text) => parseDecimal(text, /^-?\d+(\.\d+)?$/) };
    case 'decimal':
      return decimalRule(type.precision, type.scale);
    case 'boolean':
      return { expected: 'true or false', parse: parseBoolean };
    case 'date':
      return { expected: 'a date like 2024-03-31', parse: (text) => (isDate(text) ? text : undefined) };
    case 'timestamp':
      return { expected: 'a time like 2024-03-31T12:00:00Z', parse: (text) => (isTime(text) ? text : undefined) };
    case 'string':
      return { expected: 'text', parse: (text) => (text.trim() === '' ? undefined : text) };
  }
}

function decimalRule(precision: number, scale: number): TypeRule {
  const whole = precision > scale ? `\\d{1,${precision - scale}}` : '0';
  const pattern = new RegExp(`^-?${whole}${scale > 0 ? `(\\.\\d{1,${scale}})?` : ''}$`);
  const expected =
    scale === 2 ? 'an amount like 12.50' : `a DECIMAL(${precision},${scale}) like ${(0.5).toFixed(scale)}`;
  return { expected, parse: (text) => parseDecimal(text, pattern) };
}

function parseWhole(text: string, max: number): number | undefined {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(value) <= max ? value : undefined;
}

function parseDecimal(text: string, pattern: RegExp): number | undefined {
  return pattern.test(text) ? Number(text) : undefined;
}

function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

function isTime(text: string): boolean {
  const [, date, hour, minute, second] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  return date !== undefined && isDate(date) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : (daysInMonth[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

const daysInMonth: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
