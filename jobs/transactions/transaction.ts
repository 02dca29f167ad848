/** The type of a column in the CSV file. data/README.md describes the format of each. */
export type ColumnType = 'string' | 'integer' | 'long' | 'double' | 'money' | 'boolean' | 'date';

interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
}

/** The names and types of the columns of a customer transaction, in the order of the CSV file. */
export const transactionColumns = [
  { name: 'customer_id', type: 'string' },
  { name: 'transaction_id', type: 'string' },
  { name: 'transaction_date', type: 'date' },
  { name: 'first_name', type: 'string' },
  { name: 'last_name', type: 'string' },
  { name: 'email', type: 'string' },
  { name: 'phone', type: 'string' },
  { name: 'age', type: 'integer' },
  { name: 'gender', type: 'string' },
  { name: 'city', type: 'string' },
  { name: 'state', type: 'string' },
  { name: 'zip_code', type: 'string' },
  { name: 'product_category', type: 'string' },
  { name: 'quantity', type: 'integer' },
  { name: 'unit_price', type: 'money' },
  { name: 'total_amount', type: 'money' },
  { name: 'discount', type: 'money' },
  { name: 'final_amount', type: 'money' },
  { name: 'payment_method', type: 'string' },
  { name: 'is_premium_customer', type: 'boolean' },
  { name: 'customer_since', type: 'date' },
  { name: 'loyalty_points', type: 'integer' },
  { name: 'record_id', type: 'long' },
] as const;

/**
 * The columns that the producer adds to each record. `producer_timestamp` is in seconds since 1970, with milliseconds as decimals;
 * `producer_timestamp_str` is the same time as `YYYY-MM-DD HH:MM:SS` in UTC. Batch numbers and positions start at 1.
 */
export const producerColumns = [
  { name: 'batch_number', type: 'integer' },
  { name: 'batch_position', type: 'integer' },
  { name: 'producer_timestamp', type: 'double' },
  { name: 'producer_timestamp_str', type: 'string' },
] as const;

type ValueOf<Type extends ColumnType> = Type extends 'boolean'
  ? boolean
  : Type extends 'string' | 'date'
    ? string
    : number;

type RecordOf<Columns extends readonly ColumnDefinition[]> = {
  readonly [Column in Columns[number] as Column['name']]: ValueOf<Column['type']>;
};

/** One row of the CSV file. Amounts are in dollars with at most two decimals, dates are `YYYY-MM-DD`. */
export type Transaction = RecordOf<typeof transactionColumns>;

/** The JSON value of a message in the transactions topic. */
export type TransactionMessage = Transaction & RecordOf<typeof producerColumns>;
