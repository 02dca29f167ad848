import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { jsonReplacer, SparkConnectError, SparkSession, type DataFrame, type RecordBatch } from 'spark-connect-ts';
import { col, lit } from 'spark-connect-ts/functions';

const spark = await SparkSession.builder.local().getOrCreate();

/** The query behind `/measurements?rows=…&sensor=…`. */
function measurements({ searchParams }: URL): DataFrame<object> {
  const rows = wholeNumber(searchParams, 'rows') ?? 1000;
  const sensor = wholeNumber(searchParams, 'sensor');
  // Spark sends a result partition by partition, so the first rows come when the first of many small ones is ready.
  const all = spark
    .range(0, rows, 1, Math.max(1, Math.ceil(rows / 100_000)))
    .select('id', col('id').mod(16).alias('sensor'), col('id').multiply(lit(0.5)).alias('value'));
  return sensor === undefined ? all : all.filter(col('sensor').eq(sensor));
}

class BadRequest extends Error {}

function wholeNumber(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new BadRequest(`${name} must be a whole number, not ${text}.`);
  return Number(text);
}

/** Streams a result as NDJSON, one JSON object per line. Only a few batches are in memory, whatever the size of the result. */
async function stream(frame: DataFrame<object>, response: ServerResponse): Promise<void> {
  const client = new AbortController();
  response.once('close', () => client.abort()); // Spark stops the query when the signal is aborted.
  const batches = frame.toArrowBatches({ signal: client.signal });
  try {
    const first = await batches.next(); // An error of the query appears here, in time for a status code.
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    // Asks for the next batch once the client has read most of the previous one. Meanwhile, flow control makes Spark wait.
    await pipeline(Readable.from(lines(first, batches), { highWaterMark: 1 }), response);
  } catch (error) {
    if (!client.signal.aborted) throw error;
    console.log('A client has left; its query is cancelled.');
  }
}

async function* lines(first: IteratorResult<RecordBatch, void>, others: AsyncIterable<RecordBatch>) {
  if (first.done) return;
  yield linesOf(first.value);
  for await (const batch of others) yield linesOf(batch);
}

function linesOf(batch: RecordBatch): string {
  return batch
    .rows()
    .map((row) => `${JSON.stringify(row, jsonReplacer)}\n`) // jsonReplacer writes a bigint as a string.
    .join('');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  try {
    if (url.pathname === '/measurements') await stream(measurements(url), response);
    else response.writeHead(404).end();
  } catch (error) {
    if (response.headersSent || !(error instanceof Error)) response.destroy();
    else response.writeHead(error instanceof BadRequest ? 400 : 502).end(`${error.message}\n`);
    if (error instanceof SparkConnectError) console.error(error.errorClass, error.message);
  }
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  console.log(`http://127.0.0.1:${port}/measurements?rows=3`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void spark.stop();
});
