/** The text about a reason. Both are whole sentences. */
export interface DeadLetterReasonText {
  /** What is wrong with the message. */
  readonly description: string;
  /** How to repair the message, or how to prevent the next one. */
  readonly hint: string;
}

/**
 * The reasons why the streaming job cannot use a message, by the code in the header `dead-letter-reason`. The job assigns the first
 * one that applies, in this order.
 */
export const deadLetterReasons = {
  tombstone: {
    description: 'The message has no value.',
    hint: 'Replay it with --edit and a command that prints the value, or leave it: a compacted topic uses such messages to delete a key.',
  },
  not_json: {
    description: 'The value is not JSON.',
    hint: 'Look for a truncated value, a different format such as CSV or Avro, or text that is not UTF-8.',
  },
  not_object: {
    description: 'The value is JSON, but not an object.',
    hint: 'Send one object per message; an array has to be split into messages by its producer.',
  },
  missing_field: {
    description: 'A required field is missing or null.',
    hint: 'Add customer_id, transaction_id, final_amount, producer_timestamp or the field that --schema requires, whichever is missing.',
  },
  wrong_type: {
    description: 'The type of a field is wrong.',
    hint: 'Use text or numbers as IDs, numbers as amounts and times, and the types of --schema: 12.5 and "12.5" are valid amounts, "12,50" is not.',
  },
  out_of_range: {
    description: 'A number does not fit its type, or is not finite.',
    hint: 'Use amounts with at most two decimal places and ten digits before them, batch numbers that fit in 32 bits, and numbers that fit the types of --schema.',
  },
  impossible_time: {
    description: 'The time of the transaction is impossible.',
    hint: 'Check that producer_timestamp is in seconds, not milliseconds, and that the clock of the producer is right. A replay sets a new time.',
  },
} as const satisfies Readonly<Record<string, DeadLetterReasonText>>;

/** The code of a reason, as in the header `dead-letter-reason`. */
export type DeadLetterReason = keyof typeof deadLetterReasons;

/** The codes of all reasons, in the order in which the job checks them. */
export const deadLetterReasonCodes = Object.keys(deadLetterReasons) as readonly DeadLetterReason[];

/** Returns whether the text is the code of a reason. */
export function isDeadLetterReason(code: string): code is DeadLetterReason {
  return Object.hasOwn(deadLetterReasons, code);
}
