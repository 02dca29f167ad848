import type { DataType, StructField, StructType } from '../../src/index.ts';
import type { builtInSchema, producerFields } from './transaction-schema.ts';

/**
 * The value of a field, in JSON as in this program. Dates are `YYYY-MM-DD`, amounts are in dollars with at most two decimals. An
 * optional field that is empty is null.
 */
export type FieldValue = string | number | boolean | null;

/** One row of the CSV file: the fields that every schema has, and others. */
export interface Transaction {
  readonly customer_id: string;
  readonly transaction_id: string;
  readonly final_amount: number;
  readonly [name: string]: FieldValue;
}

type ValueOf<Type extends DataType> = Type['typeName'] extends 'boolean'
  ? boolean
  : Type['typeName'] extends 'integer' | 'long' | 'double' | 'decimal'
    ? number
    : string;

type RecordOf<Schema> =
  Schema extends StructType<infer Field>
    ? { readonly [Each in Field as Each['name']]: ValueOf<(Each & StructField)['dataType']> }
    : never;

/** A transaction with the fields of the built-in schema. */
export type BuiltInTransaction = RecordOf<typeof builtInSchema>;

/** The JSON value of a message in the transactions topic. */
export type TransactionMessage = Transaction & RecordOf<typeof producerFields>;
