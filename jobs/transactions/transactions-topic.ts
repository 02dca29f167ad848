/** The settings with which the producer or the consumer, whichever runs first, creates the transactions topic. */
export const transactionsTopic = { numPartitions: 3, configEntries: { 'retention.ms': '86400000' } } as const;
