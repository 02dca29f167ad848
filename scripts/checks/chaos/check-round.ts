import { Decimal } from '../../../src/index.ts';
import { ExpectedWindows } from '../../../jobs/demo/expected-windows.ts';
import { WindowTable } from '../../../jobs/consume/window-totals.ts';
import { windowFigures, type WindowRow } from '../../../jobs/consume/window-row.ts';
import type { Transaction, TransactionMessage } from '../../../jobs/transactions/transaction.ts';
import type { TopicMessage } from './read-whole-topic.ts';

/** The windows of a round, in seconds: the consumer's defaults. */
const windows = { duration: 10, slide: 5 };

/** Returns the expected windows for the records that are actually in the topic. */
export function expectedWindows(sent: readonly TransactionMessage[]): ExpectedWindows {
  const expected = new ExpectedWindows(windows.duration, windows.slide);
  for (const message of sent) expected.add(message);
  return expected;
}

/** Returns the latest row of each key of a results topic. Only this file knows the format of its messages. */
export function latestRows(messages: readonly TopicMessage[]): readonly WindowRow[] {
  const table = new WindowTable();
  for (const { key, value } of messages) table.upsert({ key, row: windowRow(JSON.parse(value) as WireRow) });
  return table.rows;
}

/** A row of the results topic: numbers that JSON would round are strings, times are microseconds since 1970, and nulls are left out. */
type WireRow = Readonly<Partial<Record<keyof WindowRow, string | number>>>;

const amounts: ReadonlySet<keyof WindowRow> = new Set(['total_transaction_value', 'average_transaction_value']);

function windowRow(wire: WireRow): WindowRow {
  const time = (microseconds: string | number | undefined): string =>
    new Date(Number(microseconds) / 1000).toISOString();
  const figures = windowFigures.map((name) => {
    const figure = wire[name] ?? 0;
    return [name, amounts.has(name) ? Decimal.parse(String(figure)) : Number(figure)] as const;
  });
  return {
    ...(Object.fromEntries(figures) as Pick<WindowRow, (typeof windowFigures)[number]>),
    window_start: time(wire.window_start),
    window_end: time(wire.window_end),
  };
}

/** The data at the end of a round. */
export interface Outcome {
  readonly file: readonly Transaction[];
  /** The number of records, from the beginning of the file, that the producer has reported as sent. */
  readonly acknowledged: number;
  /** The messages in the topic of transactions. */
  readonly sent: readonly TransactionMessage[];
  /** The final windows, from the consumer and from the results topic. */
  readonly consumer: readonly WindowRow[];
  readonly results: readonly WindowRow[];
}

/** Returns the failures of a round, one sentence each, or none if nothing was lost or counted twice. */
export function failuresOf({ file, acknowledged, sent, consumer, results }: Outcome): string[] {
  const amounts = new Map(sent.map(({ transaction_id, final_amount }) => [transaction_id, final_amount]));
  const lost = file.slice(0, acknowledged).filter((row) => amounts.get(row.transaction_id) !== row.final_amount);
  const expected = expectedWindows(sent);
  return [
    ...(acknowledged === file.length ? [] : [`${acknowledged} of ${file.length} records were acknowledged.`]),
    ...lost.map(({ transaction_id }) => `${transaction_id} was acknowledged but is not in the topic.`),
    ...expected.differences(consumer).map((difference) => `Consumer: ${difference}`),
    ...expected.differences(results).map((difference) => `Results topic: ${difference}`),
  ];
}

/** Returns the number of repeated messages. A batch is sent again if its acknowledgement was lost. */
export function repeats(sent: readonly Pick<Transaction, 'transaction_id'>[]): number {
  return sent.length - new Set(sent.map(({ transaction_id }) => transaction_id)).size;
}
