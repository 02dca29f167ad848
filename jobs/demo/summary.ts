import type { Account } from '../fates/audit-topic.ts';
import { formatAccount } from '../fates/format-account.ts';
import { Decimal } from '../../src/index.ts';
import { toCents } from '../transactions/money.ts';
import { readTransactions } from '../transactions/transaction-file.ts';

/** A figure from the CSV file and from Spark. */
export interface Figure {
  readonly csv: number;
  readonly spark: number;
}

/** The result of the demo: the last line of `npm start -- --json`. */
export interface DemoSummary {
  readonly type: 'summary';
  /** Whether all requested records were sent, every figure is the same on both sides, and the account closes. */
  readonly agree: boolean;
  readonly requested_records: number;
  readonly produced_records: number;
  readonly figures: {
    /** Records in the file, and records in the windows that tile time. */
    readonly records: Figure;
    /** The sum of final_amount in dollars. */
    readonly total_value: Figure;
    readonly unique_customers: Figure;
    /** Windows computed from the sent records, and windows from Spark that equal them in every column. */
    readonly windows: Figure;
  };
  /** What became of each record in the topic. */
  readonly account: Account;
  /** Time from the `producer_timestamp` of a record until its window arrives in this program. */
  readonly latency_seconds: { readonly p50: number; readonly p95: number };
  /** Time from the start of the command to the first window, and to the end. */
  readonly seconds_to_first_window: number;
  readonly seconds: number;
}

/** Computes the sums over the data file, which Spark's must equal. */
export async function sumFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ records: number; totalValue: Decimal; uniqueCustomers: number }> {
  const customers = new Set<string>();
  let records = 0;
  let cents = 0;
  for await (const { customer_id, final_amount } of readTransactions(path, signal)) {
    records++;
    cents += toCents(final_amount);
    customers.add(customer_id);
  }
  return { records, totalValue: new Decimal(BigInt(cents), 2), uniqueCustomers: customers.size };
}

/** Formats the summary as a table. */
export function formatSummary(summary: DemoSummary): string {
  const { figures, account, requested_records, produced_records, latency_seconds, agree, ...times } = summary;
  const isAllSent = produced_records === requested_records;
  const lines = [
    ['', 'from the CSV', 'from Spark', ''],
    ...Object.entries(figures).map(([name, { csv, spark }]) => {
      const text = (value: number): string => (name === 'total_value' ? value.toFixed(2) : String(value));
      return [name.replaceAll('_', ' '), text(csv), text(spark), csv === spark ? 'equal' : 'DIFFERENT'];
    }),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
  const table = lines.map(([name, csv, spark, verdict]) =>
    `  ${name!.padEnd(widths[0]!)}  ${csv!.padStart(widths[1]!)}  ${spark!.padStart(widths[2]!)}  ${verdict}`.trimEnd(),
  );
  return [
    `${produced_records}${isAllSent ? '' : ` of ${requested_records}`} records produced. Each belongs to two windows; Spark's sums are those of the windows that do not overlap:`,
    '',
    ...table,
    '',
    formatAccount(account).trimEnd(),
    '',
    `Latency from a record to its window here: p50 ${latency_seconds.p50.toFixed(2)} s, p95 ${latency_seconds.p95.toFixed(2)} s.`,
    `First window after ${times.seconds_to_first_window.toFixed(1)} s, finished after ${times.seconds.toFixed(1)} s.`,
    agree ? 'Every figure agrees.' : isAllSent ? 'The figures do NOT agree.' : 'NOT all records were sent.',
  ].join('\n');
}
