import { createServer, type ServerResponse } from 'node:http';
import { SparkSession } from 'spark-connect-ts';
import { avg, col, count, window } from 'spark-connect-ts/functions';
import { page } from './page.ts';

const spark = await SparkSession.builder.local().getOrCreate();

// Ten records per second. With Kafka: .format('kafka').options({ 'kafka.bootstrap.servers': …, subscribe: … })
const records = spark.readStream.format('rate').options({ rowsPerSecond: 10, numPartitions: 1 }).load();

const windows = records
  .withWatermark('timestamp', '10 seconds')
  .groupBy(window('timestamp', '2 seconds'))
  .agg(count('*').alias('records'), avg('value').alias('mean'))
  .select(
    col('window').getField('start').cast('string').alias('start'),
    col('records').cast('int').alias('records'),
    'mean',
  );

const clients = new Set<ServerResponse>();
/** The latest state of the last windows, as events, so that a new client does not start with an empty page. */
const latest = new Map<string, string>();

const query = await windows.writeStream
  .outputMode('update') // Each batch has the windows that have changed.
  .trigger({ processingTime: '500 milliseconds' })
  .foreachBatch(async (batch) => {
    for (const row of await batch.orderBy('start').collect()) {
      const start = String(row['start']);
      const event = `event: window\nid: ${start}\ndata: ${JSON.stringify(row)}\n\n`;
      latest.delete(start);
      latest.set(start, event);
      for (const client of clients) send(client, event);
    }
    for (const start of [...latest.keys()].slice(0, -30)) latest.delete(start);
  })
  .start();

/** Drops a client that does not read, rather than buffering events for it. Browsers connect again. */
function send(client: ServerResponse, event: string): void {
  client.write(event);
  if (client.writableLength > 1_000_000) client.destroy();
}

const server = createServer((request, response) => {
  if (request.url !== '/events') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (const event of latest.values()) response.write(event);
  clients.add(response);
  response.once('close', () => clients.delete(response));
});
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  console.log(`http://127.0.0.1:${port}/`);
});

const interrupted = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
});
await Promise.race([interrupted, query.awaitTermination()]); // Rejects if the query fails, and the process ends.
await query.stop();
server.close();
server.closeAllConnections();
await spark.stop();
