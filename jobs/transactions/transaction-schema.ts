import { readFile } from 'node:fs/promises';
import { UserError } from '../../command-line/user-error.ts';
import { IllegalArgumentException, StructType } from '../../src/index.ts';
import type { AtomicType, DataType, DecimalType, StructField } from '../../src/index.ts';

/** The types that a field can have. */
export type FieldType =
  AtomicType<'string' | 'boolean' | 'integer' | 'long' | 'double' | 'date' | 'timestamp'> | DecimalType;

/** A field of a transaction. */
export type TransactionField = StructField<string, FieldType>;

/**
 * Describes the fields of a transaction, in the CSV file and in messages, without the fields that the producer adds. A field that is
 * not nullable is required. docs/schema.md describes the types and their formats.
 */
export type TransactionSchema = StructType<TransactionField>;

/** The schema that applies without `--schema`. */
export const builtInSchema = new StructType()
  .add('customer_id', 'string', false)
  .add('transaction_id', 'string', false)
  .add('transaction_date', 'date', false)
  .add('first_name', 'string', false)
  .add('last_name', 'string', false)
  .add('email', 'string', false)
  .add('phone', 'string', false)
  .add('age', 'int', false)
  .add('gender', 'string', false)
  .add('city', 'string', false)
  .add('state', 'string', false)
  .add('zip_code', 'string', false)
  .add('product_category', 'string', false)
  .add('quantity', 'int', false)
  .add('unit_price', 'decimal(12,2)', false)
  .add('total_amount', 'decimal(12,2)', false)
  .add('discount', 'decimal(12,2)', false)
  .add('final_amount', 'decimal(12,2)', false)
  .add('payment_method', 'string', false)
  .add('is_premium_customer', 'boolean', false)
  .add('customer_since', 'date', false)
  .add('loyalty_points', 'int', false)
  .add('record_id', 'bigint', false);

/**
 * The fields that the producer adds to each message. `producer_timestamp` is in seconds since 1970, with milliseconds as decimals;
 * `producer_timestamp_str` is the same time as `YYYY-MM-DD HH:MM:SS` in UTC. Batch numbers and positions start at 1.
 */
export const producerFields = new StructType()
  .add('batch_number', 'int')
  .add('batch_position', 'int')
  .add('producer_timestamp', 'double', false)
  .add('producer_timestamp_str', 'string');

/** The fields that the job cannot do without. They are required in every schema. */
const neededFields: readonly StructField[] = ['customer_id', 'transaction_id', 'final_amount'].map((name) =>
  (builtInSchema as StructType).get(name),
);

/** Columns that the job adds to those of the messages. */
const jobColumns: readonly string[] = [
  'partition',
  'offset',
  'timestamp',
  'event_time',
  'fate',
  'reason',
  'batch_id',
  'late_by',
  'corrupt',
];

/** The maximum number of digits of a decimal. Spark reads JSON numbers with a decimal point as doubles, which hold this many exactly. */
const maxDecimalDigits = 15;

const example = 'customer_id STRING NOT NULL, loyalty_tier STRING';

/** Returns all fields of a message: those of the schema, followed by those of the producer. */
export function messageFields(schema: TransactionSchema): readonly TransactionField[] {
  return [...schema.fields, ...producerFields.fields];
}

/** Formats a schema as a file for `--schema`: as DDL, one field per line. */
export function formatSchema(schema: TransactionSchema): string {
  return `${schema.fields.map((field) => new StructType([field]).toDDL()).join(',\n')}\n`;
}

/**
 * Reads a schema from a file, either in Spark's JSON format or as DDL.
 *
 * @throws UserError when the file cannot be read or does not describe a transaction.
 */
export async function readSchemaFile(path: string): Promise<TransactionSchema> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === 'ENOENT'
        ? `does not exist. Create it with "npm run generate-data -- --print-schema > ${path}" and edit it.`
        : `cannot be read (${String(code)}); choose a text file with --schema.`;
    throw new UserError(`Schema file ${path} ${message}`, { cause: error });
  }
  return parseSchema(text, `Schema file ${path}`);
}

/**
 * Parses a schema in Spark's JSON format or as DDL.
 *
 * @param source what the text is, for error messages: `Schema file a.ddl`.
 * @throws UserError when the text does not describe a transaction.
 */
export function parseSchema(text: string, source: string): TransactionSchema {
  const fault = (problem: string, cause?: unknown): UserError => new UserError(`${source} ${problem}`, { cause });
  const content = text.replace(/^\uFEFF/, '').replaceAll(/^\s*--.*$/gm, '');
  if (content.trim() === '') throw fault(`is empty; list the fields, for example: ${example}`);
  const schema = /^\s*[{["]/.test(content) ? parseJson(content, fault) : parseDdl(content, fault);
  const problem = findProblem(schema);
  if (problem !== undefined) throw fault(problem);
  return withNeededFields(schema);
}

type Fault = (problem: string, cause?: unknown) => UserError;

function parseJson(text: string, fault: Fault): StructType {
  try {
    return StructType.fromJson(text);
  } catch (error) {
    if (!(error instanceof IllegalArgumentException)) throw error;
    throw fault(
      `is not a schema in Spark's JSON format, as df.schema.json() prints it: ${shorten(error.message)}`,
      error,
    );
  }
}

/** Spark's DDL is the inside of a struct type. */
function parseDdl(text: string, fault: Fault): StructType {
  const parsed = tryParseFields(text);
  if (!('error' in parsed)) return parsed.struct;
  const line = text.split('\n').find((each) => 'error' in tryParseFields(each.trim().replace(/,$/, '')));
  const where = line === undefined ? '' : ` near ${JSON.stringify(shorten(line.trim()))}`;
  throw fault(`is not valid DDL${where}; list the fields with their types, for example: ${example}`, parsed.error);
}

function tryParseFields(text: string): { readonly struct: StructType } | { readonly error: unknown } {
  try {
    const { dataType } = new StructType().add('fields', `struct<${text}>`).fields[0]! as StructField;
    return { struct: dataType as StructType };
  } catch (error) {
    if (!(error instanceof IllegalArgumentException)) throw error;
    return { error };
  }
}

/** Completes the sentence "Schema file a.ddl …"; undefined if the schema describes a transaction. */
function findProblem(schema: StructType): string | undefined {
  const names = new Set<string>();
  for (const { name, dataType } of schema.fields) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      return `has a field ${JSON.stringify(name)}; names must consist of letters, digits and underscores.`;
    }
    const key = name.toLowerCase();
    if (names.has(key)) return `has the field ${name} twice; names must differ in more than case.`;
    names.add(key);
    if (producerFields.fieldNames.includes(key)) {
      return `has the field ${name}, which the producer adds to every message; remove it from the file.`;
    }
    if (jobColumns.includes(key)) return `has the field ${name}, which is a column of the job; use a different name.`;
    if (!isFieldType(dataType)) {
      return `has the field ${name} of type ${typeText(dataType)}; the types are STRING, BOOLEAN, INT, BIGINT, DOUBLE, DECIMAL(p,s), DATE and TIMESTAMP.`;
    }
    if (dataType.typeName === 'decimal' && dataType.precision > maxDecimalDigits) {
      return `has the field ${name} of type ${typeText(dataType)}; a DECIMAL can have at most ${maxDecimalDigits} digits, because JSON numbers with more are rounded. Use STRING.`;
    }
  }
  for (const { name, dataType } of neededFields) {
    const field = schema.fields.find((each) => each.name === name);
    if (field === undefined)
      return `lacks the field ${name}, which the job needs; add "${name} ${typeText(dataType)}".`;
    if (typeText(field.dataType) !== typeText(dataType)) {
      return `has the field ${name} of type ${typeText(field.dataType)}, but the job needs ${typeText(dataType)}.`;
    }
  }
  return undefined;
}

const fieldTypes: ReadonlySet<string> = new Set<FieldType['typeName']>([
  'string',
  'boolean',
  'integer',
  'long',
  'double',
  'decimal',
  'date',
  'timestamp',
]);

function isFieldType(type: DataType): type is FieldType {
  return fieldTypes.has(type.typeName);
}

/** Returns a type as in DDL: `DECIMAL(12,2)`. */
function typeText(type: DataType): string {
  return new StructType([{ name: 'f', dataType: type, nullable: true }]).toDDL().slice('f '.length);
}

function withNeededFields({ fields }: StructType): TransactionSchema {
  const checked = fields as readonly TransactionField[];
  return new StructType(checked.map((field) => ({ ...field, nullable: field.nullable && !isNeeded(field.name) })));
}

/** Whether every schema has the field. */
export function isNeeded(name: string): boolean {
  return neededFields.some((each) => each.name === name);
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
