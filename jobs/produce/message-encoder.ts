import { Partitioners } from 'kafkajs';
import type { TransactionMessage } from '../transactions/transaction.ts';
import type { ReadValue } from './find-pass.ts';
import type { PlannedMessage } from './planned-message.ts';
import { toHeaders, type Pass } from './producer-headers.ts';
import { toMessage } from './transaction-message.ts';

/** A message in the form in which Kafka stores it. */
export interface EncodedMessage {
  readonly planned: PlannedMessage;
  readonly partition: number;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
  /** The value before it was encoded; undefined if it was damaged. */
  readonly message: TransactionMessage | undefined;
}

/** Determines what every message of a pass has in common. */
export interface EncoderOptions {
  readonly run: string;
  readonly pass: Pass;
  readonly batchSize: number;
  /** The number of batches that precede the first one. */
  readonly batchesBefore: number;
  /** Reads a message that the topic holds because an interrupted producer has sent it. */
  readonly readStored: ReadValue | undefined;
}

type Original = Pick<EncodedMessage, 'value' | 'message'>;

/** Encodes the messages of a pass in order. */
export class MessageEncoder {
  readonly #options: EncoderOptions;
  readonly #partitionOf: (key: string) => number;
  /** The messages whose duplicates follow, by sequence number. */
  readonly #originals = new Map<number, Original>();

  constructor(options: EncoderOptions) {
    this.#options = options;
    this.#partitionOf = partitioner(options.pass.partitions);
  }

  /** Returns the partition of a message. It depends only on the key, and not on partitions that are added during the pass. */
  partitionOf({ transaction }: PlannedMessage): number {
    return this.#partitionOf(transaction.customer_id);
  }

  /** Encodes a batch with the time `now`, in milliseconds since 1970. */
  async encode(batch: readonly PlannedMessage[], now: () => number): Promise<readonly EncodedMessage[]> {
    for (const planned of batch) await this.#readOriginal(planned);
    return batch.map((planned) => this.#encode(planned, now()));
  }

  /** Reads the original of a duplicate if an earlier process has sent it. */
  async #readOriginal(planned: PlannedMessage): Promise<void> {
    const { fault } = planned;
    const { readStored } = this.#options;
    // The batch may contain the original itself; then nothing is found, and the original replaces this entry.
    if (fault?.kind !== 'duplicate' || this.#originals.has(fault.original) || readStored === undefined) return;
    const value = await readStored(this.partitionOf(planned), fault.original);
    if (value) this.#originals.set(fault.original, { value, message: JSON.parse(String(value)) as TransactionMessage });
  }

  #encode(planned: PlannedMessage, now: number): EncodedMessage {
    const { run, pass } = this.#options;
    const { sequence, transaction, fault, isRepeated } = planned;
    const original = this.#takeOriginal(planned) ?? this.#createValue(planned, now);
    if (isRepeated === true) this.#originals.set(sequence, original);
    return {
      planned,
      partition: this.partitionOf(planned),
      key: transaction.customer_id,
      headers: toHeaders({ run, pass, sequence }),
      value: original.value,
      message: fault?.kind === 'malformed' ? undefined : original.message,
    };
  }

  #takeOriginal({ fault }: PlannedMessage): Original | undefined {
    if (fault?.kind !== 'duplicate') return undefined;
    const original = this.#originals.get(fault.original);
    this.#originals.delete(fault.original);
    return original;
  }

  #createValue({ sequence, transaction, fault }: PlannedMessage, now: number): Original {
    const { batchSize, batchesBefore } = this.#options;
    const batchNumber = batchesBefore + Math.floor(sequence / batchSize) + 1;
    const shiftSeconds = fault && 'shiftSeconds' in fault ? fault.shiftSeconds : 0;
    const message = toMessage(transaction, batchNumber, (sequence % batchSize) + 1, now + shiftSeconds * 1000);
    const text = fault?.kind === 'malformed' ? fault.damage.apply(message) : JSON.stringify(message);
    return { value: text === null ? null : Buffer.from(text), message };
  }
}

/** Returns the partitioner of kafkajs, which is that of Kafka's own producer, for a fixed number of partitions. */
function partitioner(partitions: number): (key: string) => number {
  const choose = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }));
  return (key) => choose({ topic: '', partitionMetadata, message: { key, value: null } });
}
