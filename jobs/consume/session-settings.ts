/** The settings of the session that runs the streaming queries of the job. */
export const sessionSettings = {
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.shuffle.partitions': 2,
  // Batches without data would only drop old state and delay the next batch with data, which drops it too in update mode.
  'spark.sql.streaming.noDataMicroBatches.enabled': false,
  // The log of the batches is copied from their files within seconds, but not before a stop or after a crash.
  'spark.sql.streaming.minBatchesToRetain': 300,
} as const;

/** The settings of a session that queries what the job has written. */
export const querySettings = { 'spark.sql.session.timeZone': 'UTC' } as const;
