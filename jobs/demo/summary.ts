import { Decimal } from '../../src/index.ts';
import { toCents } from '../transactions/money.ts';
import { readTransactions } from '../transactions/transaction-file.ts';

/** One figure from both sides. */
export interface Figure {
  readonly csv: number;
  readonly spark: number;
}

/** What the demo found: the last line of `npm start -- --json`. */
export interface DemoSummary {
  readonly type: 'summary';
  /** Whether all records were sent that were asked for, and both sides are the same in every figure. */
  readonly agree: boolean;
  readonly requested_records: number;
  readonly produced_records: number;
  readonly figures: {
    /** Records in the file; records in final windows, divided by the windows that each is in. */
    readonly records: Figure;
    /** The sum of final_amount in dollars. */
    readonly total_value: Figure;
    readonly unique_customers: Figure;
    /** Windows worked out from the records as they were sent; windows of Spark's that are the same in every column. */
    readonly windows: Figure;
  };
  /** From a record's producer_timestamp to the row of its window in this program. */
  readonly latency_seconds: { readonly p50: number; readonly p95: number };
  /** From the start of the command to the first window, and to the end. */
  readonly seconds_to_first_window: number;
  readonly seconds: number;
}

/** The sums over the data file, which Spark's have to equal. */
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

/** The value below which the share `p` of the values lies, by nearest rank; 0 without values. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

export function formatSummary(summary: DemoSummary): string {
  const { figures, requested_records, produced_records, latency_seconds, agree, ...times } = summary;
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
    `${produced_records}${isAllSent ? '' : ` of ${requested_records}`} records produced. Each belongs to two windows, so Spark's sums over all windows are halved:`,
    '',
    ...table,
    '',
    `Latency from a record to its window here: p50 ${latency_seconds.p50.toFixed(2)} s, p95 ${latency_seconds.p95.toFixed(2)} s.`,
    `First window after ${times.seconds_to_first_window.toFixed(1)} s, finished after ${times.seconds.toFixed(1)} s.`,
    agree ? 'Every figure agrees.' : isAllSent ? 'The figures do NOT agree.' : 'NOT all records were sent.',
  ].join('\n');
}
