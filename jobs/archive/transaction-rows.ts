import { DataTypes, StructType, type DataFrame, type DataType } from '../../src/index.ts';
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
import { decimal, exactly, numberPattern } from '../transactions/classify-messages.ts';
import { producerColumns, transactionColumns, type ColumnType } from '../transactions/transaction.ts';

/** The columns of an archived transaction besides the fields of its message. Those with statistics in each file come first. */
const positionColumns = ['generation', 'batch_id', 'partition', 'offset', 'timestamp', 'event_time'] as const;
const otherColumns = ['raw', 'day'] as const;

/** The types of the fields that the classification of a message has converted already. */
const countedFields = new StructType()
  .add('customer_id', DataTypes.StringType)
  .add('transaction_id', DataTypes.StringType)
  .add('final_amount', DataTypes.createDecimalType(12, 2))
  .add('batch_number', DataTypes.IntegerType);

const typesOfColumns: Readonly<Record<ColumnType, DataType>> = {
  string: DataTypes.StringType,
  integer: DataTypes.IntegerType,
  long: DataTypes.LongType,
  double: DataTypes.DoubleType,
  money: DataTypes.createDecimalType(12, 2),
  boolean: DataTypes.BooleanType,
  date: DataTypes.DateType,
};

/** The fields of a message of the producer. */
export const messageSchema: StructType = new StructType(
  [...transactionColumns, ...producerColumns].map(({ name, type }) => ({
    name,
    dataType: typesOfColumns[type],
    nullable: true,
  })),
);

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
export function transactionRows(records: DataFrame, schema: StructType, generation: number): DataFrame {
  const fields = archivedFields(schema);
  const others = fields.filter(({ name }) => !countedFields.fieldNames.includes(name));
  const texts = new StructType(fields.map(({ name }) => ({ name, dataType: DataTypes.StringType, nullable: true })));
  const parsed = records
    .withColumn('text', col('value').cast('string'))
    .withColumn('message', from_json('text', texts))
    .withColumn('keys', json_object_keys('text'))
    .withColumns(Object.fromEntries(others.map(({ name, dataType }) => [name, expr(typed(textOf(name), dataType))])));
  const known = array(...fields.map(({ name }) => lit(name)));
  const isUnknown = size(array_except('keys', known))
    .gt(0)
    .or(size(array_distinct('keys')).lt(size('keys')));
  const isIncomplete = others.reduce(
    (before, { name }) => before.or(expr(`${textOf(name)} IS NOT NULL AND ${quoted(name)} IS NULL`)),
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

/** Returns the fields of the schema, and those that each counted record has. */
function archivedFields(schema: StructType): StructType['fields'] {
  const reserved: ReadonlySet<string> = new Set([...positionColumns, ...otherColumns]);
  const conflict = schema.fieldNames.find((name) => reserved.has(name.toLowerCase()));
  if (conflict !== undefined) {
    throw new UserError(
      `The archive has a column named ${conflict.toLowerCase()} for each transaction, so a field cannot have this name. Rename the field in the schema.`,
    );
  }
  const counted = countedFields.fields.filter(({ name }) => !schema.fieldNames.includes(name));
  return [...counted, ...schema.fields];
}

function textOf(name: string): string {
  return `message.${quoted(name)}`;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Returns SQL for a text in another type; null if the type cannot hold it exactly. */
function typed(text: string, type: DataType): string {
  switch (type.typeName) {
    case 'string':
      return text;
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'decimal':
      return exactly(decimal(text), text, sqlType(type));
    case 'float':
    case 'double':
      return `CASE WHEN ${text} RLIKE '${numberPattern}' AND abs(TRY_CAST(${text} AS ${sqlType(type)})) < DOUBLE('Infinity') THEN TRY_CAST(${text} AS ${sqlType(type)}) END`;
    case 'boolean':
      return `CASE ${text} WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'date':
      return `CASE WHEN ${text} RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN TRY_CAST(${text} AS DATE) END`;
    case 'timestamp':
    case 'timestamp_ntz':
      return `CASE WHEN ${text} RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]' THEN TRY_CAST(${text} AS ${sqlType(type)}) END`;
    case 'array':
    case 'binary':
    case 'char':
    case 'day_time_interval':
    case 'interval':
    case 'map':
    case 'struct':
    case 'udt':
    case 'varchar':
    case 'void':
    case 'year_month_interval':
    default:
      throw new UserError(
        `The archive cannot hold a field of the type ${sqlType(type)}. Use a string, number, boolean, date or timestamp in the schema.`,
      );
  }
}

function sqlType(type: DataType): string {
  return new StructType().add('x', type).toDDL().slice('x '.length);
}
