import { DataTypes, StructType, type DataFrame } from '../../src/index.ts';
import {
  array,
  array_distinct,
  array_except,
  col,
  expr,
  from_json,
  json_object_keys,
  lit,
  size,
  to_date,
  when,
} from '../../src/functions.ts';
import { UserError } from '../../command-line/user-error.ts';
import { messageFields, type TransactionField, type TransactionSchema } from '../transactions/transaction-schema.ts';
import { fieldText, typedValue } from '../transactions/typed-fields.ts';

/** The columns of an archived transaction besides the fields of its message. Those with statistics in each file come first. */
const positionColumns = ['generation', 'batch_id', 'partition', 'offset', 'timestamp', 'event_time'] as const;
const otherColumns = ['raw', 'day'] as const;

/** The fields that the classification of a message has converted already. */
const countedFields: ReadonlySet<string> = new Set(['customer_id', 'transaction_id', 'final_amount', 'batch_number']);

/**
 * Returns counted records as rows of the archive: where each comes from, the fields of the message in the types of the schema, `raw`, and
 * `day`, the date of its time in UTC.
 *
 * A value that its type cannot hold exactly is null. `raw` is the text of a message that has something the columns do not hold: such a
 * value, a field that the schema does not have, or a repeated field. Otherwise it is null.
 *
 * @param records from `recordFates`, with `value`.
 * @throws UserError when the schema has a field that cannot be archived.
 */
export function transactionRows(records: DataFrame, schema: TransactionSchema, generation: number): DataFrame {
  const fields = archivedFields(schema);
  const others = fields.filter(({ name }) => !countedFields.has(name));
  const texts = new StructType(fields.map(({ name }) => ({ name, dataType: DataTypes.StringType, nullable: true })));
  const parsed = records
    .withColumn('text', col('value').cast('string'))
    .withColumn('message', from_json('text', texts))
    .withColumn('keys', json_object_keys('text'))
    .withColumns(
      Object.fromEntries(others.map(({ name, dataType }) => [name, expr(typedValue(fieldText(name), dataType))])),
    );
  const known = array(...fields.map(({ name }) => lit(name)));
  const isUnknown = size(array_except('keys', known))
    .gt(0)
    .or(size(array_distinct('keys')).lt(size('keys')));
  const isIncomplete = others.reduce(
    (before, { name }) => before.or(expr(`${fieldText(name)} IS NOT NULL AND ${quoted(name)} IS NULL`)),
    isUnknown,
  );
  return parsed
    .withColumns({
      generation: lit(generation),
      raw: when(isIncomplete, col('text')),
      day: to_date('event_time'),
    })
    .select(...positionColumns, ...fields.map(({ name }) => quoted(name)), ...otherColumns);
}

/** Returns the fields of a message. */
function archivedFields(schema: TransactionSchema): readonly TransactionField[] {
  const fields = messageFields(schema);
  const reserved: ReadonlySet<string> = new Set([...positionColumns, ...otherColumns]);
  const conflict = fields.find(({ name }) => reserved.has(name.toLowerCase()));
  if (conflict !== undefined) {
    throw new UserError(
      `The archive has a column named ${conflict.name.toLowerCase()} for each transaction, so a field cannot have this name. Rename the field in the schema.`,
    );
  }
  return fields;
}

function quoted(name: string): string {
  return `\`${name}\``;
}
