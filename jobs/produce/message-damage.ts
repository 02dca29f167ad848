import type { TransactionMessage } from '../transactions/transaction.ts';

/** Makes a message unusable in one way. */
export interface Damage {
  /** The code of the reason for which the job rejects the message. */
  readonly reason: DamageReason;
  /** Returns the value of the damaged message; null for a tombstone. */
  readonly apply: (message: TransactionMessage) => string | null;
}

export type DamageReason = (typeof damageReasons)[number];

/** The reasons that {@link damages} cause, each once. */
export const damageReasons = [
  'tombstone',
  'not_json',
  'not_object',
  'missing_field',
  'wrong_type',
  'out_of_range',
  'impossible_time',
] as const;

/** The time of an unset clock, which is before the business existed. */
const yearEighty = Date.UTC(1980, 0, 1) / 1000;

/** The damages, in the order in which the producer uses them. */
export const damages: readonly [Damage, ...Damage[]] = [
  { reason: 'tombstone', apply: () => null },
  { reason: 'not_json', apply: (message) => JSON.stringify(message).slice(0, -20) },
  { reason: 'not_object', apply: (message) => JSON.stringify([message]) },
  { reason: 'missing_field', apply: ({ final_amount: _, ...message }) => JSON.stringify(message) },
  { reason: 'wrong_type', apply: (message) => JSON.stringify({ ...message, final_amount: true }) },
  { reason: 'out_of_range', apply: (message) => JSON.stringify({ ...message, final_amount: 12_345_678_901.5 }) },
  { reason: 'impossible_time', apply: (message) => withTime(message, Math.round(message.producer_timestamp * 1000)) },
  { reason: 'missing_field', apply: ({ customer_id: _, ...message }) => JSON.stringify(message) },
  { reason: 'wrong_type', apply: (message) => withTime(message, { seconds: message.producer_timestamp }) },
  { reason: 'impossible_time', apply: (message) => withTime(message, yearEighty) },
  { reason: 'missing_field', apply: ({ transaction_id: _, ...message }) => JSON.stringify(message) },
  { reason: 'missing_field', apply: ({ producer_timestamp: _, ...message }) => JSON.stringify(message) },
];

function withTime(message: TransactionMessage, time: unknown): string {
  return JSON.stringify({ ...message, producer_timestamp: time });
}
