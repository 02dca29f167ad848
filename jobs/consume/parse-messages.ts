import type { DataFrame } from '../../src/index.ts';
import { col, count, expr, from_json, when } from '../../src/functions.ts';

/** Names the counts of {@link parseMessages} in the progress of a query. */
export const messageCounts = 'messages';

/**
 * All columns as text, since `from_json` makes numbers of what are none: it reads "12,50" as 1250.00 and rounds 12.505.
 */
const messageSchema = 'customer_id STRING, final_amount STRING, batch_number STRING, producer_timestamp STRING';

/** A JSON number as Spark writes it down. NaN, `12,50` and what else a cast may be lenient about are none. */
const numberPattern = '^-?[0-9]{1,30}([.][0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$';

/**
 * The transactions among the messages of a Kafka source, with the columns that the query needs. Decimals keep cents and
 * milliseconds exact, which a double would not.
 *
 * A message counts only when its amount and its time are numbers, and its amount, and its batch if it has one, exactly one of
 * the column's type: nothing is rounded to a cent, and nothing counts as 0.00 because it could not be read. A time may be finer
 * than the milliseconds that it is rounded to. How many messages there were and how many were transactions is in the progress
 * of the query.
 */
export function parseMessages(messages: DataFrame): DataFrame {
  const parsed = messages
    .select(from_json(col('value').cast('string'), messageSchema).alias('message'))
    .select('message.*')
    .select(
      'customer_id',
      expr(exactly('final_amount', 'DECIMAL(12,2)')).alias('final_amount'),
      expr(exactly('batch_number', 'INT')).alias('batch_number'),
      expr(rounded('producer_timestamp', 'DECIMAL(13,3)')).alias('producer_timestamp'),
      expr('batch_number IS NULL').alias('has_no_batch'),
    );
  const isTransaction = expr(
    'final_amount IS NOT NULL AND producer_timestamp IS NOT NULL AND (batch_number IS NOT NULL OR has_no_batch)',
  );
  return parsed
    .observe(messageCounts, count('*').alias('all'), count(when(isTransaction, 1)).alias('transactions'))
    .filter(isTransaction)
    .drop('has_no_batch');
}

/** Null where the text is not a number; rounded where it has more places than the type. */
function rounded(name: string, type: string): string {
  return `CASE WHEN ${name} RLIKE '${numberPattern}' THEN TRY_CAST(TRY_CAST(${name} AS DECIMAL(38,18)) AS ${type}) END`;
}

/** Null where the text is not exactly a number of the type. The comparison as doubles sees what lies beyond 18 places. */
function exactly(name: string, type: string): string {
  const value = rounded(name, type);
  const same = `TRY_CAST(${name} AS DECIMAL(38,18)) = (${value}) AND TRY_CAST(${name} AS DOUBLE) = CAST((${value}) AS DOUBLE)`;
  return `CASE WHEN ${same} THEN ${value} END`;
}
