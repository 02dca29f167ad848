/** How the topic of transactions is made when it is missing, by whoever comes first: the producer or the consumer. */
export const transactionsTopic = { numPartitions: 3, configEntries: { 'retention.ms': '86400000' } } as const;
