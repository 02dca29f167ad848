import type { DataFrame } from '../../src/index.ts';
import { col, count, expr, from_json, when } from '../../src/functions.ts';

/** The name of the counts of {@link parseMessages} in the progress of a query. */
export const messageCounts = 'messages';

/**
 * All columns are strings, because `from_json` is too lenient with numbers: it reads "12,50" as 1250.00 and rounds 12.505.
 */
const messageSchema = 'customer_id STRING, final_amount STRING, batch_number STRING, producer_timestamp STRING';

/** Matches a JSON number as Spark prints it, but not NaN, `12,50` and other values that a cast would accept. */
const numberPattern = '^-?[0-9]{1,30}([.][0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$';

/**
 * Selects the transactions among the messages of a Kafka source, with the columns that the query needs. Decimals keep cents and
 * milliseconds exact, unlike doubles.
 *
 * A message counts only if its amount and its time are numbers, and if its amount and its batch number, if present, fit their
 * types exactly: amounts are never rounded, and unreadable amounts do not count as 0.00. Times are rounded to milliseconds. The
 * progress of the query contains the number of messages and the number of transactions.
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

/** Returns SQL for the number in a column, rounded to the type; null if the text is not a number. */
function rounded(name: string, type: string): string {
  return `CASE WHEN ${name} RLIKE '${numberPattern}' THEN TRY_CAST(TRY_CAST(${name} AS DECIMAL(38,18)) AS ${type}) END`;
}

/** Returns SQL for the number in a column; null if it does not fit the type exactly. Comparing doubles detects digits beyond 18 places. */
function exactly(name: string, type: string): string {
  const value = rounded(name, type);
  const same = `TRY_CAST(${name} AS DECIMAL(38,18)) = (${value}) AND TRY_CAST(${name} AS DOUBLE) = CAST((${value}) AS DOUBLE)`;
  return `CASE WHEN ${same} THEN ${value} END`;
}
