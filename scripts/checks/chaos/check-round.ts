import { ExpectedWindows } from '../../../jobs/demo/expected-windows.ts';
import { WindowTable } from '../../../jobs/consume/window-totals.ts';
import { windowFigures, type WindowRow } from '../../../jobs/consume/window-row.ts';
import type { Transaction, TransactionMessage } from '../../../jobs/transactions/transaction.ts';
import type { TopicMessage } from './read-whole-topic.ts';

/** The windows of the round, in seconds: what the consumer takes unless told otherwise. */
const windows = { duration: 10, slide: 5 };

/** What the windows have to be, going by what really is in the topic. */
export function expectedWindows(sent: readonly TransactionMessage[]): ExpectedWindows {
  const expected = new ExpectedWindows(windows.duration, windows.slide);
  for (const message of sent) expected.add(message);
  return expected;
}

/** The latest row of each key of a results topic: the one place here that knows what its messages look like. */
export function latestRows(messages: readonly TopicMessage[]): readonly WindowRow[] {
  const table = new WindowTable();
  for (const { key, value } of messages) table.upsert({ key, row: windowRow(JSON.parse(value) as WireRow) });
  return table.rows;
}

/** Numbers that JSON would round are text there, times microseconds since 1970, and what is null is left out. */
type WireRow = Readonly<Partial<Record<keyof WindowRow, string | number>>>;

function windowRow(wire: WireRow): WindowRow {
  const time = (microseconds: string | number | undefined): string =>
    new Date(Number(microseconds) / 1000).toISOString();
  const figures = windowFigures.map((name) => [name, Number(wire[name] ?? 0)] as const);
  return {
    ...(Object.fromEntries(figures) as Pick<WindowRow, (typeof windowFigures)[number]>),
    window_start: time(wire.window_start),
    window_end: time(wire.window_end),
  };
}

/** What a round left behind. */
export interface Outcome {
  readonly file: readonly Transaction[];
  /** So many of the file, from its beginning, the producer has reported. */
  readonly acknowledged: number;
  /** The topic of transactions. */
  readonly sent: readonly TransactionMessage[];
  /** The final windows, from the consumer and from the results topic. */
  readonly consumer: readonly WindowRow[];
  readonly results: readonly WindowRow[];
}

/** What is wrong with it, a sentence each; none when nothing was lost and nothing counted twice. */
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

/** How many messages are there again, as a batch is whose acknowledgement was lost. */
export function repeats(sent: readonly Pick<Transaction, 'transaction_id'>[]): number {
  return sent.length - new Set(sent.map(({ transaction_id }) => transaction_id)).size;
}
