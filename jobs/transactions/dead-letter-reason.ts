/** Why the job cannot use a message. The codes are stored in the headers of dead letters. */
export const deadLetterReasons = {
  tombstone: 'The message has no value.',
  not_json: 'The value is not JSON.',
  not_object: 'The value is JSON, but not an object.',
  missing_field: 'A required field is missing, null or empty.',
  wrong_type: 'A field has a value of the wrong type.',
  out_of_range: 'A number does not fit its field, or is not a finite number.',
  impossible_time: 'The time is not in seconds, is too early, or is ahead of the clock of the broker.',
} as const;

/** The code of a reason. */
export type DeadLetterReason = keyof typeof deadLetterReasons;
