import type { Transaction } from '../transactions/transaction.ts';
import type { Damage } from './message-damage.ts';

/** What is wrong with a message. */
export type Fault =
  | { readonly kind: 'late' | 'out-of-order' | 'future'; readonly shiftSeconds: number }
  | { readonly kind: 'malformed'; readonly damage: Damage }
  /** `original` is the sequence number of the message that is repeated. */
  | { readonly kind: 'duplicate'; readonly original: number };

/** A message of a run, before it gets the time at which it is sent. */
export interface PlannedMessage {
  /** The index in the sequence of messages of the run. Starts at 0. */
  readonly sequence: number;
  readonly transaction: Transaction;
  readonly fault?: Fault;
  /** Whether a duplicate of this message follows. */
  readonly isRepeated?: boolean;
}

/** Determines which messages are sent for the transactions of a file. The same transactions always give the same messages. */
export interface MessagePlan {
  /** Returns the messages to send once the next transaction is known, in order. */
  add(transaction: Transaction): readonly PlannedMessage[];
  /** Returns the messages that remain after the last transaction. */
  end(): readonly PlannedMessage[];
  /** The number of messages that wait for later transactions. */
  readonly waiting: number;
}

/** Returns the plan without faults: one message per transaction. */
export function planWithoutFaults(): MessagePlan {
  let sequence = 0;
  return {
    add: (transaction) => [{ sequence: sequence++, transaction }],
    end: () => [],
    waiting: 0,
  };
}
