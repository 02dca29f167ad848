import type { DeadLetterReason } from '../transactions/dead-letter-reason.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';

/** Makes a message unusable in one way. */
export interface Damage {
  /** The code of the reason for which the job rejects the message. */
  readonly reason: DeadLetterReason;
  /** Returns the value of the damaged message; null for a tombstone. */
  readonly apply: (message: TransactionMessage) => string | null;
}

/** The time of an unset clock, which is before the business existed. */
const yearEighty = Date.UTC(1980, 0, 1) / 1000;

/** The damages, in the order in which the producer uses them. */
export const damages: readonly [Damage, ...Damage[]] = [
  { reason: 'tombstone', apply: () => null },
  { reason: 'not_json', apply: (message) => JSON.stringify(message).slice(0, -20) },
  { reason: 'not_object', apply: (message) => JSON.stringify([message]) },
  { reason: 'missing_field', apply: (message) => withField(message, 'final_amount', undefined) },
  { reason: 'wrong_type', apply: (message) => withField(message, 'final_amount', true) },
  { reason: 'out_of_range', apply: (message) => withField(message, 'final_amount', 12_345_678_901.5) },
  {
    reason: 'impossible_time',
    apply: (message) => withField(message, 'producer_timestamp', Math.round(message.producer_timestamp * 1000)),
  },
  { reason: 'missing_field', apply: (message) => withField(message, 'customer_id', undefined) },
  {
    reason: 'wrong_type',
    apply: (message) => withField(message, 'producer_timestamp', { seconds: message.producer_timestamp }),
  },
  { reason: 'impossible_time', apply: (message) => withField(message, 'producer_timestamp', yearEighty) },
  { reason: 'missing_field', apply: (message) => withField(message, 'transaction_id', undefined) },
  { reason: 'missing_field', apply: (message) => withField(message, 'producer_timestamp', undefined) },
];

/** Returns the message with another value of a field, or without the field if the value is undefined. */
function withField(message: TransactionMessage, field: keyof TransactionMessage, value: unknown): string {
  return JSON.stringify({ ...message, [field]: value });
}
