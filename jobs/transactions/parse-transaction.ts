import { transactionColumns } from './transaction.ts';
import type { ColumnType, Transaction } from './transaction.ts';

/** Thrown for a row that is not a transaction. The message names the column and its value; the caller adds the line number. */
export class BrokenRowError extends Error {
  override readonly name = 'BrokenRowError';
}

interface TypeRule {
  /** Completes the message "column age contains x, but must be …". */
  readonly expected: string;
  /** Returns the value, or undefined if the text is invalid. */
  readonly parse: (text: string) => string | number | boolean | undefined;
}

/** The rules by column type. Integers are limited to the range of Spark's type. */
const typeRules: Readonly<Record<ColumnType, TypeRule>> = {
  string: { expected: 'text', parse: (text) => (text.trim() === '' ? undefined : text) },
  integer: { expected: 'a 32-bit integer', parse: (text) => parseWhole(text, 2 ** 31 - 1) },
  long: { expected: 'an integer up to 2^53', parse: (text) => parseWhole(text, Number.MAX_SAFE_INTEGER) },
  double: { expected: 'a number', parse: (text) => parseDecimal(text, /^-?\d+(\.\d+)?$/) },
  money: { expected: 'an amount like 12.50', parse: (text) => parseDecimal(text, /^-?\d{1,10}(\.\d{1,2})?$/) },
  boolean: { expected: 'true or false', parse: parseBoolean },
  date: { expected: 'a date like 2024-03-31', parse: (text) => (isDate(text) ? text : undefined) },
};

/**
 * Parses a transaction from the text fields of a row, in column order.
 *
 * @throws BrokenRowError when a field is invalid.
 */
export function parseTransaction(fields: readonly string[]): Transaction {
  if (fields.length !== transactionColumns.length) {
    throw new BrokenRowError(`the row has ${fields.length} fields instead of ${transactionColumns.length}`);
  }
  const values: Record<string, string | number | boolean> = {};
  for (const [position, { name, type }] of transactionColumns.entries()) {
    const text = fields[position] ?? '';
    const value = typeRules[type].parse(text);
    if (value === undefined) {
      const found = text.trim() === '' ? 'is empty,' : `contains ${JSON.stringify(shorten(text))},`;
      throw new BrokenRowError(`column ${name} ${found} but must be ${typeRules[type].expected}`);
    }
    values[name] = value;
  }
  return values as unknown as Transaction;
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
