// Adds up the amounts of a topic by customer in a SQLite database of this process, with foreachBatch. Used by npm run chaos -- --foreach-batch:
// node scripts/run.mjs scripts/checks/chaos/sums-program.ts <remote> <Kafka for Spark> <topic> <checkpoint> <database> <pause>
import { setTimeout as sleep } from 'node:timers/promises';
import { col, count, from_json, sum } from '../../../src/functions.ts';
import { SparkSession } from '../../../src/index.ts';
import { SumsDatabase } from './sums-database.ts';

const [remote = '', servers = '', topic = '', checkpointLocation = '', file = '', pause = '0'] = process.argv.slice(2);

async function run(): Promise<void> {
  const sums = new SumsDatabase(file);
  const spark = await SparkSession.builder
    .remote(remote)
    .retryPolicy({ maxRetries: 30, maxBackoff: 2000 })
    .config({ 'spark.sql.shuffle.partitions': 2 })
    .getOrCreate();
  const query = await spark.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': servers, subscribe: topic, startingOffsets: 'earliest' })
    .load()
    .select(from_json(col('value').cast('string'), 'customer_id STRING, final_amount DECIMAL(12,2)').alias('record'))
    .select('record.*')
    .writeStream.queryName(topic)
    .option('checkpointLocation', checkpointLocation)
    .trigger({ processingTime: '200 milliseconds' })
    .foreachBatch(async (batch, batchId, { queryId }) => {
      const rows = await batch
        .groupBy('customer_id')
        .agg(count('*').alias('records'), sum('final_amount').cast('decimal(22,2)').alias('amount'))
        .collect();
      const isNew = sums.add({ queryId, batchId }, rows as never);
      console.log(JSON.stringify({ type: 'batch', batch_id: Number(batchId), repeated: !isNew }));
      // Some kills come when the database has the batch, but Spark does not know.
      await sleep(Number(pause));
    })
    .start();
  process.once('SIGINT', () => {
    void query.stop().then(() => process.exit(130));
  });
  await query.awaitTermination();
}

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  process.exit(1);
});
