import { rowOf, type Row } from '../types/row.ts';
import { Decimal } from '../types/values/decimal.ts';

/** An observed row in the progress JSON of Spark 3.5: its values and their schema. */
export interface RowJson {
  readonly values: readonly unknown[];
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: unknown }[] };
}

/** Converts longs to bigints and decimals to {@link Decimal}. Dates and timestamps remain the strings of the JSON. */
export function observedRow(row: RowJson | Row): Row {
  if (!isWithSchema(row)) return row;
  return rowOf(row.schema.fields.map(({ name, type }, at) => [name, observedValue(row.values[at], type)]));
}

function isWithSchema(row: RowJson | Row): row is RowJson {
  return Array.isArray(row['values']) && typeof row['schema'] === 'object' && row['schema'] !== null;
}

function observedValue(value: unknown, type: unknown): unknown {
  if (typeof value !== 'number' && typeof value !== 'bigint') return value ?? null;
  if (type === 'long') return BigInt(value);
  return typeof type === 'string' && type.startsWith('decimal') ? Decimal.parse(String(value)) : value;
}
