import { builtInSchema, type TransactionSchema } from './transaction-schema.ts';
import type { FieldValue } from './transaction.ts';

/** The first line of a CSV file with the built-in schema, without its line break. */
export const csvHeader: string = formatHeader(builtInSchema);

/** Returns the first line of a CSV file, without its line break. */
export function formatHeader(schema: TransactionSchema): string {
  return schema.fieldNames.join(',');
}

/** Formats a transaction as a line of CSV without a line break. Decimals have all their places, and fields are quoted only if necessary. */
export const formatTransaction = transactionFormatter(builtInSchema);

/** Returns the function that formats transactions with the fields of a schema, like {@link formatTransaction}. */
export function transactionFormatter(
  schema: TransactionSchema,
): (transaction: Readonly<Record<string, FieldValue>>) => string {
  const columns = schema.fields.map(({ name, dataType }) => ({
    name,
    scale: dataType.typeName === 'decimal' ? dataType.scale : undefined,
  }));
  return (transaction) => columns.map(({ name, scale }) => formatField(transaction[name] ?? null, scale)).join(',');
}

function formatField(value: FieldValue, scale: number | undefined): string {
  if (value === null) return '';
  if (typeof value === 'number') return scale === undefined ? String(value) : value.toFixed(scale);
  if (typeof value === 'boolean') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
