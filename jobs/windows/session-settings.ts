/** The settings of the session that runs the streaming queries of the job. */
export const sessionSettings = {
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.shuffle.partitions': 2,
  // Batches without data would only drop old state and delay the next batch with data, which drops it too in update mode.
  'spark.sql.streaming.noDataMicroBatches.enabled': false,
  // The log of the batches is copied from their files within seconds, but not before a stop or after a crash.
  'spark.sql.streaming.minBatchesToRetain': 300,
  // Each task of each batch would generate the source code of its aggregations again, which takes longer than interpreting them for
  // a second's records. Reading and parsing messages is still compiled. See docs/micro-batch.md.
  'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
} as const;

/** The settings of a session that queries what the job has written. */
export const querySettings = { 'spark.sql.session.timeZone': 'UTC' } as const;
