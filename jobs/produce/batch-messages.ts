import { UserError } from '../../command-line/user-error.ts';
import { brokenRowError } from '../transactions/transaction-file.ts';
import type { BrokenRow, TransactionRow } from '../transactions/transaction-file.ts';
import type { MessagePlan, PlannedMessage } from './planned-message.ts';

/** Which rows to take, and how to divide their messages into batches. */
export interface BatchMessagesOptions {
  readonly dataFile: string;
  readonly batchSize: number;
  /** The number of messages after which the run ends, including those that are stored already. */
  readonly maxRecords: number;
  /** The number of transactions to skip at the start; malformed rows among them are skipped too. */
  readonly skipRecords: number;
  /** Returns whether the topic holds a message already, so that it is left out. */
  readonly isStored: (message: PlannedMessage) => boolean;
  /** Receives malformed rows. Without it, the first one throws, after the messages before it have been yielded. */
  readonly onBrokenRow: ((row: BrokenRow) => Promise<void>) | undefined;
}

/**
 * Yields the messages for the rows of a file in batches. A batch contains the messages with sequence numbers from a multiple of
 * `batchSize` to the next, except for those that are stored already. Returns whether the run ended at `maxRecords` with messages
 * left that are known already.
 */
export async function* batchMessages(
  rows: AsyncIterable<TransactionRow>,
  plan: MessagePlan,
  options: BatchMessagesOptions,
): AsyncGenerator<readonly PlannedMessage[], boolean, undefined> {
  const { dataFile, skipRecords, maxRecords, onBrokenRow } = options;
  const batches = new Batches(options);
  let skipped = 0;
  for await (const row of rows) {
    if (skipped < skipRecords) {
      if (!('error' in row)) skipped += 1;
    } else if (!('error' in row)) {
      for (const message of plan.add(row.transaction)) {
        if (batches.taken === maxRecords) {
          yield* batches.rest();
          return true;
        }
        const batch = batches.add(message);
        if (batch) yield batch;
      }
      if (batches.taken === maxRecords) {
        yield* batches.rest();
        return plan.waiting > 0;
      }
    } else if (onBrokenRow !== undefined) {
      await onBrokenRow(row);
    } else {
      yield* batches.rest();
      const { message } = brokenRowError(dataFile, row);
      throw new UserError(`${message} Correct it, or use --dead-letter-file <path> to set malformed rows aside.`);
    }
  }
  if (skipped < skipRecords) {
    const records = skipped === 1 ? '1 record' : `${skipped} records`;
    throw new UserError(`${dataFile} has ${records}, fewer than --skip-records ${skipRecords}; use a smaller number.`);
  }
  for (const message of plan.end()) {
    if (batches.taken === maxRecords) {
      yield* batches.rest();
      return true;
    }
    const batch = batches.add(message);
    if (batch) yield batch;
  }
  yield* batches.rest();
  return false;
}

/** The batch that is being filled. */
class Batches {
  readonly #batchSize: number;
  readonly #isStored: BatchMessagesOptions['isStored'];
  #batch: PlannedMessage[] = [];
  /** The number of messages so far, including those that are stored already. */
  taken = 0;

  constructor({ batchSize, isStored }: BatchMessagesOptions) {
    this.#batchSize = batchSize;
    this.#isStored = isStored;
  }

  /** Returns the batch that the message completes, unless all its messages are stored already. */
  add(message: PlannedMessage): readonly PlannedMessage[] | undefined {
    this.taken += 1;
    if (!this.#isStored(message)) this.#batch.push(message);
    if ((message.sequence + 1) % this.#batchSize !== 0 || this.#batch.length === 0) return undefined;
    const batch = this.#batch;
    this.#batch = [];
    return batch;
  }

  /** Returns the batch that is not complete, if there is one. */
  rest(): readonly (readonly PlannedMessage[])[] {
    return this.#batch.length > 0 ? [this.#batch] : [];
  }
}
