import { transactionColumns } from './transaction.ts';
import type { ColumnType, Transaction } from './transaction.ts';

/** The first line of the CSV file, without its line break. */
export const csvHeader: string = transactionColumns.map((column) => column.name).join(',');

/** Formats a transaction as a line of CSV without a line break. Amounts have two decimals, and fields are quoted only if necessary. */
export function formatTransaction(transaction: Transaction): string {
  return transactionColumns.map(({ name, type }) => formatField(transaction[name], type)).join(',');
}

function formatField(value: string | number | boolean, type: ColumnType): string {
  if (typeof value === 'number') return type === 'money' ? value.toFixed(2) : String(value);
  if (typeof value === 'boolean') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
