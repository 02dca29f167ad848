import type { Column, DataFrame } from '../../src/index.ts';
import {
  array,
  coalesce,
  col,
  concat,
  explode,
  expr,
  from_json,
  get_json_object,
  lit,
  struct,
  unix_millis,
  when,
} from '../../src/functions.ts';
import type { DeadLetterReason } from './dead-letter-reason.ts';
import { messageFields, type TransactionField, type TransactionSchema } from './transaction-schema.ts';
import {
  checkedFields,
  decimal,
  exactly,
  expectedValues,
  fieldText,
  isValid,
  numberPattern,
  numberRange,
  typedValue,
} from './typed-fields.ts';

/** Which times a record may have. */
export interface TimeLimits {
  /** Seconds that a record may be ahead of the broker's clock, which is the timestamp of its message. */
  readonly maxAhead: number;
  /** The first possible time, as an ISO 8601 date or time. */
  readonly earliestTime: string;
}

/** What decides whether a message is a transaction. */
export interface MessageRules extends TimeLimits {
  /** The schema whose fields are checked. Default: only the fields that the windows need are checked. */
  readonly schema?: TransactionSchema | undefined;
  /** The rules for the records before some offsets, if the rules have changed. A partition without an offset has no such records. */
  readonly earlier?: { readonly until: Offsets; readonly rules: MessageRules } | undefined;
}

/** Offsets by partition. */
export type Offsets = Readonly<Record<string, number>>;

/** The default limits: one minute ahead, and nothing before the year 2000. */
export const defaultTimeLimits: TimeLimits = { maxAhead: 60, earliestTime: '2000-01-01' };

/** The columns of a transaction that {@link parseTransactions} adds to those of the messages. */
export const transactionFields = [
  'customer_id',
  'transaction_id',
  'final_amount',
  'batch_number',
  'event_time',
] as const;

/** The fields of a message that the windows need. */
const windowFields = ['customer_id', 'transaction_id', 'final_amount', 'batch_number', 'producer_timestamp'] as const;

function isWindowField(name: string): boolean {
  return (windowFields as readonly string[]).includes(name);
}

/**
 * Returns the schema for `from_json`, in which names may be keywords. All fields are strings, because `from_json` is too lenient with
 * numbers: it reads "12,50" as 1250.00 and rounds 12.505. A value that is not an object is in `corrupt`.
 */
function textSchema(names: readonly string[]): string {
  const quoted = names.map((name) => (isWindowField(name) ? name : `\`${name}\``));
  return [...quoted, 'corrupt'].map((name) => `${name} STRING`).join(', ');
}

/**
 * Match amounts and times as they usually are, with up to two decimals and with milliseconds. They can be converted at a fraction of the
 * cost. Spark prints numbers from ten million in exponential notation.
 */
const usualAmountPattern = '^-?[0-9]{1,10}([.][0-9]{1,2})?$';
const usualTimePattern = '^[0-9][.][0-9]{1,12}E9$';
/** Spark ignores what follows an object. */
const objectEndPattern = '[}]\\s*$';
const notFinitePattern = '^"?[+-]?(NaN|Infinity|INF)"?$';
/** Longer values are cut in the sentence of a dead letter. */
const excerptLength = 40;

/**
 * Adds to the messages of a Kafka source or table the fields of a transaction and `is_transaction`, never null for a message with a
 * timestamp. The same message always gets the same result, in a stream as in a batch: it depends on nothing but the message, its
 * timestamp and the rules.
 *
 * Amounts are never rounded, and unreadable amounts do not count as 0.00. Numbers may be JSON strings. Times are rounded to
 * milliseconds.
 *
 * Spark plans every batch from scratch, so the size of these expressions is most of the time of a small batch. Values that are used
 * more than once are columns, which also keeps Spark from computing them again.
 */
export function parseTransactions(messages: DataFrame, rules: MessageRules): DataFrame {
  return parse(messages, rules).drop(...parsingColumns);
}

/**
 * Adds the columns of {@link parseTransactions} and `fault`: null for a transaction, otherwise a struct of the `reason` and a
 * `sentence` why the message is not one.
 */
export function classifyMessages(messages: DataFrame, rules: MessageRules): DataFrame {
  return withFault(parse(messages, rules), rules);
}

/** Like {@link classifyMessages}, but returns only the messages that are not transactions. Most messages need no search for a fault. */
export function findFaults(messages: DataFrame, rules: MessageRules): DataFrame {
  return withFault(parse(messages, rules).filter(col('is_transaction').not()), rules);
}

/**
 * Returns the fields of messages with their types: the Kafka columns `partition` and `offset`, the fields of the schema and those of
 * the producer. A value that cannot be converted without a loss is null.
 */
export function readFields(messages: DataFrame, schema: TransactionSchema): DataFrame {
  const fields = messageFields(schema);
  const names = fields.map(({ name }) => name);
  return messages
    .select('partition', 'offset', from_json(col('value').cast('string'), textSchema(names)).alias('message'))
    .select(
      'partition',
      'offset',
      ...fields.map(({ name, dataType }) => expr(typedValue(fieldText(name), dataType)).alias(name)),
    );
}

/** The columns that only the parsing needs. */
const parsingColumns = ['text', 'message', 'amount', 'number'] as const;

function parse(messages: DataFrame, rules: MessageRules): DataFrame {
  const schema = textSchema([...windowFields, ...new Set(checkedNames(rules))]);
  return (
    messages
      .withColumn('text', col('value').cast('string'))
      // An array of one element, because Spark evaluates a generator once per row, but other expressions as often as they are used.
      .select('*', explode(array(from_json('text', schema, { columnNameOfCorruptRecord: 'corrupt' }))).alias('message'))
      .withColumns({
        customer_id: col('message.customer_id'),
        transaction_id: col('message.transaction_id'),
        amount: expr(decimal('message.final_amount')),
        number: expr(decimal('message.batch_number')),
        event_time: expr(eventTime('message.producer_timestamp')),
      })
      .withColumns({
        final_amount: expr(finalAmount('amount', 'message.final_amount')),
        batch_number: expr(batchNumber('number', 'message.batch_number')),
      })
      .withColumn('is_transaction', coalesce(byRules(rules, isTransaction), lit(false)))
  );
}

/** Returns the names of the checked fields of the rules, and of the rules before them. */
function checkedNames({ schema, earlier }: MessageRules): readonly string[] {
  return [...checkedFields(schema).map(({ name }) => name), ...(earlier ? checkedNames(earlier.rules) : [])];
}

/** Returns the column that the rules of a message make. */
function byRules(rules: MessageRules, column: (rules: MessageRules) => Column): Column {
  const { earlier } = rules;
  if (earlier === undefined) return column(rules);
  const ends = Object.entries(earlier.until).map(([partition, end]) => `WHEN ${partition} THEN offset < ${end}`);
  const isBefore = expr(`CASE partition ${ends.join(' ')} ELSE false END`);
  return when(isBefore, byRules(earlier.rules, column)).otherwise(column(rules));
}

/** Returns whether none of the conditions of {@link faultOf} is true. A number that could be converted has the right pattern. */
function isTransaction({ maxAhead, earliestTime, schema }: MessageRules): Column {
  const eventMillis = unix_millis('event_time');
  const isWindowRow = col('message.corrupt')
    .isNull()
    .and(col('final_amount').isNotNull())
    .and(col('batch_number').isNotNull().or(col('message.batch_number').isNull()))
    .and(eventMillis.between(Date.parse(earliestTime), unix_millis('timestamp').plus(Math.round(maxAhead * 1000))))
    .and(isId('customer_id'))
    .and(isId('transaction_id'))
    .and(col('text').endsWith('}').or(col('text').rlike(objectEndPattern)));
  return checkedFields(schema).reduce((condition, field) => condition.and(isValid(field)), isWindowRow);
}

/** Returns whether a column is an ID: not empty, neither an object nor an array, and without the replacement of bytes that are not UTF-8. */
function isId(name: string): Column {
  const id = col(name);
  return id.gt('').and(id.startsWith('{').not()).and(id.startsWith('[').not()).and(id.contains('\ufffd').not());
}

function withFault(parsed: DataFrame, rules: MessageRules): DataFrame {
  return parsed.withColumn('fault', when(col('is_transaction').not(), byRules(rules, faultOf))).drop(...parsingColumns);
}

function faultOf({ maxAhead, earliestTime, schema }: MessageRules): Column {
  const others = checkedFields(schema);
  const isJson = get_json_object('text', '$').isNotNull().or(col('text').rlike('^\\s*null\\s*$'));
  const eventMillis = unix_millis('event_time');
  const latestMillis = unix_millis('timestamp').plus(Math.round(maxAhead * 1000));
  return firstFault([
    [col('value').isNull(), fault('tombstone', 'The message has no value.')],
    [
      col('message')
        .isNull()
        .or(col('text').rlike(objectEndPattern).not().and(col('message.corrupt').isNull())),
      fault('not_json', 'The value is not JSON.'),
    ],
    [col('message.corrupt').isNotNull().and(isJson), fault('not_object', 'The value is JSON, but not an object.')],
    [col('message.corrupt').isNotNull(), fault('not_json', 'The value is not JSON.')],
    ...[
      ...['customer_id', 'transaction_id', 'final_amount', 'producer_timestamp'],
      ...others.filter(({ nullable }) => !nullable).map(({ name }) => name),
    ].map((name) => [isMissing(name), fault('missing_field', `The field ${name} is missing.`)] as const),
    ...['customer_id', 'transaction_id'].flatMap((name) => [
      // Spark replaces invalid bytes, which could make two IDs the same.
      [col(`message.${name}`).contains('\ufffd'), fault('not_json', 'The value is not valid UTF-8.')] as const,
      [col(`message.${name}`).rlike('^[{\\[]'), wrongType(name, 'a string')] as const,
    ]),
    ...['final_amount', 'batch_number', 'producer_timestamp'].flatMap(notNumber),
    [col('final_amount').isNull(), described('out_of_range', 'final_amount', 'not an exact amount below 10 billion')],
    [
      col('message.batch_number').isNotNull().and(col('batch_number').isNull()),
      described('out_of_range', 'batch_number', 'not a 32-bit integer'),
    ],
    ...others.flatMap(notOfType),
    [col('event_time').isNull(), described('impossible_time', 'producer_timestamp', 'not in seconds since 1970')],
    [
      eventMillis.lt(Date.parse(earliestTime)),
      described('impossible_time', 'producer_timestamp', `before ${earliestTime}`),
    ],
    [
      eventMillis.gt(latestMillis),
      described('impossible_time', 'producer_timestamp', `more than ${maxAhead} seconds ahead of the broker's clock`),
    ],
  ]);
}

type FaultRule = readonly [condition: Column, fault: Column];

function notNumber(name: string): readonly FaultRule[] {
  return [
    [col(`message.${name}`).rlike(notFinitePattern), described('out_of_range', name, 'not a finite number')],
    [col(`message.${name}`).rlike(numberPattern).not(), wrongType(name, 'a number')],
  ];
}

function notOfType({ name, dataType }: TransactionField): readonly FaultRule[] {
  const text = fieldText(name);
  const isUnreadable = col(text)
    .isNotNull()
    .and(expr(typedValue(text, dataType)).isNull());
  const range = numberRange(dataType);
  if (range !== undefined) return [...notNumber(name), [isUnreadable, described('out_of_range', name, `not ${range}`)]];
  const expected = expectedValues[dataType.typeName];
  return expected === undefined ? [] : [[isUnreadable, wrongType(name, expected)]];
}

/** Returns the fault of the first condition that is true. */
function firstFault(rules: readonly FaultRule[]): Column {
  const [[condition, value], ...others] = rules as readonly [readonly [Column, Column], ...(typeof rules)[number][]];
  const chain = others.reduce((before, [next, each]) => before.when(next, each), when(condition, value));
  // Nothing gets lost, even if a condition of a transaction had no fault of its own.
  return chain.otherwise(fault('wrong_type', 'The message is not a transaction.'));
}

function isMissing(name: string): Column {
  return col(`message.${name}`)
    .isNull()
    .or(col(`message.${name}`).eq(''));
}

function wrongType(name: string, expected: string): Column {
  return described('wrong_type', name, `not ${expected}`);
}

/** Returns a fault whose sentence quotes the value. */
function described(reason: DeadLetterReason, name: string, problem: string): Column {
  const value = col(`message.${name}`);
  return fault(reason, concat(lit(`The field ${name} is ${problem}: `), value.substr(1, excerptLength)));
}

function fault(reason: DeadLetterReason, sentence: string | Column): Column {
  const text = typeof sentence === 'string' ? lit(sentence) : sentence;
  return struct(lit(reason).alias('reason'), text.alias('sentence'));
}

/** Returns SQL for an amount in a text column, or null; `number` is its {@link decimal}. */
function finalAmount(number: string, text: string): string {
  const value = 'DECIMAL(12,2)';
  return `CASE WHEN ${text} RLIKE '${usualAmountPattern}' THEN CAST(${text} AS ${value}) ELSE ${exactly(number, text, value)} END`;
}

/** Returns SQL for an integer in a text column, or null; `number` is its {@link decimal}. */
function batchNumber(number: string, text: string): string {
  const value = `CAST(${text} AS INT)`;
  return `CASE WHEN CAST(${value} AS STRING) = ${text} THEN ${value} ELSE ${exactly(number, text, 'INT')} END`;
}

/** Returns SQL for a time in seconds in a text column, or null. */
function eventTime(text: string): string {
  const millis = `CAST(CAST(${text} AS DOUBLE) * 1000 + 0.5D AS BIGINT)`;
  const other = `CAST(TRY_CAST(${decimal(text)} AS DECIMAL(13,3)) AS TIMESTAMP)`;
  return `CASE WHEN ${text} RLIKE '${usualTimePattern}' THEN timestamp_millis(${millis}) ELSE ${other} END`;
}
