import { Decimal } from '../../../src/index.ts';
import { ExpectedWindows } from '../../../jobs/demo/expected-windows.ts';
import { WindowTable } from '../../../jobs/monitor/window-table.ts';
import { windowFigures, type WindowRow } from '../../../jobs/windows/window-row.ts';
import { toDeadLetter } from '../../../jobs/dead-letters/dead-letter.ts';
import { formatPosition } from '../../../jobs/kafka/position.ts';
import type { Account } from '../../../jobs/fates/audit-topic.ts';
import type { PlannedMessage } from '../../../jobs/produce/planned-message.ts';
import { parseHeaders } from '../../../jobs/produce/producer-headers.ts';
import type { TransactionMessage } from '../../../jobs/transactions/transaction.ts';
import type { BatchEnds } from './batch-ends.ts';
import { expectedReason, modelFates, type ModelFate, type PlacedMessage } from './model-fates.ts';
import type { TopicMessage } from './read-whole-topic.ts';

/** The windows and the watermark of a round, in seconds: the consumer's defaults. */
export const windows = { duration: 10, slide: 5, watermark: 30 };

/** Returns the latest row of each key of a results topic. Only this file knows the format of its messages. */
export function latestRows(messages: readonly Pick<TopicMessage, 'key' | 'value'>[]): readonly WindowRow[] {
  const table = new WindowTable({ windowDuration: windows.duration, slideDuration: windows.slide });
  for (const { key, value } of messages)
    table.upsert({ key: String(key), row: windowRow(JSON.parse(String(value)) as WireRow) });
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

/** A message of the topic and the one that the producer had to send with its sequence number. */
export interface MatchedMessage extends PlacedMessage {
  readonly transaction: TransactionMessage | undefined;
  readonly planned: PlannedMessage;
  readonly value: Buffer | null;
}

/** Pairs the messages of the topic with the plan of the producer. Problems are sentences. */
export function matchMessages(
  plan: readonly PlannedMessage[],
  messages: readonly TopicMessage[],
): { readonly matched: readonly MatchedMessage[]; readonly problems: readonly string[] } {
  const runs = new Set<string>();
  const found = new Map<number, MatchedMessage>();
  const problems: string[] = [];
  for (const message of messages) {
    const { value } = message;
    const origin = parseHeaders(message.headers);
    const planned = origin && plan[origin.sequence];
    if (planned === undefined) {
      problems.push(`Message ${formatPosition(message)} does not come from the producer.`);
      continue;
    }
    runs.add(`${origin!.run} (pass ${origin!.pass.startedAt})`);
    const before = found.get(planned.sequence);
    if (before)
      problems.push(
        `Number ${planned.sequence} is in the topic at ${formatPosition(before)} and ${formatPosition(message)}.`,
      );
    const isTransaction = expectedReason(planned) === undefined;
    const transaction = isTransaction ? (JSON.parse(String(value)) as TransactionMessage) : undefined;
    const { partition, offset } = message;
    found.set(planned.sequence, { partition, offset, transaction, planned, value });
  }
  if (runs.size > 1) problems.push(`The topic has messages of several runs: ${[...runs].join(', ')}.`);
  for (const { sequence } of plan) if (!found.has(sequence)) problems.push(`Number ${sequence} is not in the topic.`);
  return { matched: [...found.values()], problems: [...problems, ...contentProblems(found)] };
}

/** Checks that each message has the transaction of the plan, and that duplicates equal their originals. */
function contentProblems(found: ReadonlyMap<number, MatchedMessage>): string[] {
  return [...found].flatMap(([sequence, { planned, transaction, value }]) => {
    const { transaction_id, final_amount } = planned.transaction;
    if (transaction && (transaction.transaction_id !== transaction_id || transaction.final_amount !== final_amount))
      return [`Number ${sequence} has ${transaction.transaction_id}, not ${transaction_id}.`];
    if (planned.fault?.kind !== 'duplicate') return [];
    const original = found.get(planned.fault.original);
    return original && String(original.value) !== String(value)
      ? [`Number ${sequence} does not equal number ${planned.fault.original}, which it repeats.`]
      : [];
  });
}

/** Returns a sentence for each dead letter that is missing, unexpected or has the wrong reason. */
export function letterProblems(
  topic: string,
  messages: readonly MatchedMessage[],
  letters: readonly TopicMessage[],
): string[] {
  const problems: string[] = [];
  const reasons = new Map<string, string>();
  for (const message of letters) {
    const letter = toDeadLetter({ ...message, offset: '', attributes: 0, timestamp: '' }, topic);
    if (letter === undefined) problems.push(`Dead letter ${message.offset} has no position or reason.`);
    else reasons.set(formatPosition(letter.position), letter.reason);
  }
  for (const message of messages) {
    const position = formatPosition(message);
    const [expected, found] = [expectedReason(message.planned), reasons.get(position)];
    reasons.delete(position);
    if (expected !== found)
      problems.push(
        `Message ${position} has a dead letter with the reason ${found ?? 'none'}, not ${expected ?? 'none'}.`,
      );
  }
  return [
    ...problems,
    ...[...reasons.keys()].map((position) => `Message ${position} has a dead letter but does not exist.`),
  ];
}

/** The data at the end of a round. */
export interface Outcome {
  readonly topic: string;
  /** What the producer had to send. */
  readonly plan: readonly PlannedMessage[];
  readonly messages: readonly TopicMessage[];
  readonly letters: readonly TopicMessage[];
  /** The ends of the batches, from the checkpoint. */
  readonly ends: readonly BatchEnds[];
  readonly account: Account;
  /** The final windows, from the consumer and from the results topic. */
  readonly consumer: readonly WindowRow[];
  readonly results: readonly WindowRow[];
}

/** The number of messages by fate, according to the model. */
export type FateCounts = Readonly<Record<ModelFate, number>>;

/** The failures of a round, one sentence each, and the fates of its messages. */
export interface RoundCheck {
  readonly failures: readonly string[];
  readonly fates: FateCounts;
}

/** Compares what the producer had to send, what the topics hold, what Spark has computed and what the audit says with each other. */
export function checkRound({ topic, plan, messages, letters, ends, account, consumer, results }: Outcome): RoundCheck {
  const { matched, problems } = matchMessages(plan, messages);
  const fates = modelFates(matched, ends, windows.watermark * 1000);
  const expected = expectedWindows(fates);
  const counts = countFates(fates);
  return {
    fates: counts,
    failures: [
      ...problems,
      ...letterProblems(topic, matched, letters),
      ...accountProblems(account, messages.length, counts),
      ...expected.differences(consumer).map((difference) => `Consumer: ${difference}`),
      ...expected.differences(results).map((difference) => `Results topic: ${difference}`),
    ],
  };
}

/** Returns the expected windows: those of the counted messages. */
export function expectedWindows(fates: ReadonlyMap<MatchedMessage, ModelFate>): ExpectedWindows {
  const expected = new ExpectedWindows(windows.duration, windows.slide);
  for (const [{ transaction }, fate] of fates) if (fate === 'counted') expected.add(transaction!);
  return expected;
}

function countFates(fates: ReadonlyMap<MatchedMessage, ModelFate>): FateCounts {
  const counts = { counted: 0, late: 0, duplicate: 0, dead: 0, unread: 0 };
  for (const fate of fates.values()) counts[fate]++;
  return counts;
}

function accountProblems(account: Account, sent: number, counts: FateCounts): string[] {
  const { in_windows, late, duplicate, dead, pending } = account;
  const pairs: readonly (readonly [name: string, found: number, expected: number])[] = [
    ['sent', account.sent, sent],
    ['in windows', in_windows, counts.counted],
    ['late', late, counts.late],
    ['duplicate', duplicate, counts.duplicate],
    ['dead', dead, counts.dead],
    ['not yet processed', pending, counts.unread],
  ];
  return [
    ...account.problems.map((problem) => `Audit: ${problem}`),
    ...pairs
      .filter(([, found, expected]) => found !== expected)
      .map(([name, found, expected]) => `Audit: ${found} records are ${name}, but the model has ${expected}.`),
  ];
}
