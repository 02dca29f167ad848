/**
 * The settings with which the producer or the consumer, whichever runs first, creates the transactions topic. Records are kept for
 * 7 days. Their timestamps are those of the broker's clock, which does not depend on the producers.
 */
export const transactionsTopic = {
  numPartitions: 3,
  configEntries: { 'retention.ms': '604800000', 'message.timestamp.type': 'LogAppendTime' },
} as const;
