import type { FaultShares } from '../../../jobs/produce/fault-shares.ts';
import { injectFaults } from '../../../jobs/produce/inject-faults.ts';
import type { PlannedMessage } from '../../../jobs/produce/planned-message.ts';
import type { DeadLetterReason } from '../../../jobs/transactions/dead-letter-reason.ts';
import type { Transaction, TransactionMessage } from '../../../jobs/transactions/transaction.ts';
import { dropDuplicatesWithinWatermark } from '../models/dedup-model.ts';
import { watermarksOf, type ModelEvent } from '../models/watermark-model.ts';
import type { BatchEnds } from './batch-ends.ts';

/** The faults of a round, as `--inject` takes them. They are frequent, so that each kind occurs in a few hundred records. */
export const injectedFaults = 'late=5%,duplicate=5%,malformed=5%,out-of-order=20%,future=1%';

/** Returns the messages that the producer has to send, in order. */
export function planMessages(
  file: readonly Transaction[],
  shares: FaultShares,
  seed: number,
): readonly PlannedMessage[] {
  const plan = injectFaults(shares, seed);
  return [...file.flatMap((transaction) => plan.add(transaction)), ...plan.end()];
}

/** Returns the reason for which the job has to reject a message; undefined if it is a transaction. */
export function expectedReason({ fault }: PlannedMessage): DeadLetterReason | undefined {
  if (fault?.kind === 'malformed') return fault.damage.reason;
  return fault?.kind === 'future' ? 'impossible_time' : undefined;
}

/** A message of the topic: its place, and the transaction in it unless the job has to reject it. */
export interface PlacedMessage {
  readonly partition: number;
  readonly offset: number;
  readonly transaction: Pick<TransactionMessage, 'transaction_id' | 'producer_timestamp'> | undefined;
}

export type ModelFate = 'counted' | 'late' | 'duplicate' | 'dead' | 'unread';

/**
 * Returns the fate of each message, from the models of Spark's watermark and deduplication. Only the division into batches comes from
 * Spark, because it depends on timing. `delay` of the watermark is in milliseconds.
 */
export function modelFates<Message extends PlacedMessage>(
  messages: readonly Message[],
  ends: readonly BatchEnds[],
  delay: number,
): ReadonlyMap<Message, ModelFate> {
  const fates = new Map<Message, ModelFate>(messages.map((message) => [message, 'unread']));
  const sources = new Map<ModelEvent, Message>();
  const inOrder = messages.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
  const batches = ends.map((end, index) => {
    const begin = ends[index - 1] ?? {};
    const read = inOrder.filter(
      ({ partition, offset }) => offset >= (begin[partition] ?? 0) && offset < (end[partition] ?? 0),
    );
    return read.flatMap((message) => {
      const { transaction } = message;
      fates.set(message, transaction === undefined ? 'dead' : 'duplicate');
      if (transaction === undefined) return [];
      const time = Math.round(transaction.producer_timestamp * 1000);
      const event = { key: transaction.transaction_id, time, value: 1 };
      sources.set(event, message);
      return [event];
    });
  });
  const watermarks = watermarksOf([{ batches, delay }], { endsWithEmptyBatch: false });
  const kept = dropDuplicatesWithinWatermark(batches, watermarks, delay);
  batches.forEach((batch, index) => {
    for (const event of batch) if (event.time <= watermarks[index]!.late) fates.set(sources.get(event)!, 'late');
    for (const event of kept[index]!.rows) fates.set(sources.get(event)!, 'counted');
  });
  return fates;
}
