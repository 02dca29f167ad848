import { context, propagation, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { SparkSession } from '../../src/index.ts';
import {
  extractTraceContext,
  injectTraceContext,
  traceSpark,
  type TraceSparkOptions,
} from '../../src/opentelemetry.ts';
import { it } from '../support/spark-test.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
  propagation.disable();
});

const cleanUp: Disposable[] = [];
afterEach(() => {
  for (const tracing of cleanUp.splice(0)) tracing[Symbol.dispose]();
  exporter.reset();
});

const start = (options: TraceSparkOptions = {}): void => void cleanUp.push(traceSpark(options));

/** Calls a function while a span is active, and returns that span's context. */
async function inSpan(work: () => Promise<unknown>) {
  return provider.getTracer('test').startActiveSpan('request', async (span) => {
    await work();
    span.end();
    return span.spanContext();
  });
}

/** The finished spans of the library. */
const spans = (): ReadableSpan[] =>
  exporter.getFinishedSpans().filter(({ instrumentationScope }) => instrumentationScope.name === 'spark-connect-ts');

const address = (spark: SparkSession) => ({
  'server.address': '127.0.0.1',
  'server.port': expect.any(Number) as number,
  'spark.session.id': spark.sessionId,
});

describe('traceSpark()', () => {
  it('creates a client span for a query, as a child of the active span', async ({ spark }) => {
    start();
    const operationId = crypto.randomUUID();
    const parent = await inSpan(async () => {
      await Promise.resolve();
      await (await spark.sql('SELECT id FROM range(5)')).collect({ operationId, tags: ['report'] });
    });
    const [span, ...others] = spans();
    expect(others).toEqual([]);
    expect(span?.name).toMatch(/^query 127\.0\.0\.1:\d+$/);
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    expect(span?.parentSpanContext?.spanId).toBe(parent.spanId);
    expect(span?.spanContext().traceId).toBe(parent.traceId);
    expect(span?.attributes).toEqual({
      'db.system.name': 'spark',
      'db.operation.name': 'query',
      'db.response.returned_rows': 5,
      ...address(spark),
      'spark.operation.id': operationId,
      'spark.operation.tags': ['report'],
      'spark.operation.outcome': 'finished',
    });
  });

  it('records the error class of a failed query, but its text only on request', async ({ spark }) => {
    const query = await spark.sql("SELECT raise_error('a secret')");
    start();
    await expect(query.collect()).rejects.toThrow('a secret');
    expect(spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(spans()[0]?.attributes['error.type']).toEqual(expect.any(String));
    expect(JSON.stringify([spans()[0]?.attributes, spans()[0]?.status, spans()[0]?.events])).not.toContain('a secret');

    const table = await spark.sql('SELECT * FROM missing');
    await expect(table.collect()).rejects.toThrow();
    expect(spans()[1]?.attributes).toMatchObject({
      'error.type': 'TABLE_OR_VIEW_NOT_FOUND',
      'db.response.status_code': '42P01',
    });

    for (const tracing of cleanUp.splice(0)) tracing[Symbol.dispose]();
    start({ queryText: true });
    await expect(query.collect()).rejects.toThrow('a secret');
    expect(spans()[2]?.attributes['db.query.text']).toBe("SELECT raise_error('a secret')");
    expect(spans()[2]?.status.message).toContain('a secret');
  });

  it('creates spans for gRPC calls on request, as children of their operation', async ({ spark }) => {
    start({ calls: true });
    await spark.range(2).collect();
    await expect(spark.table('missing').schema()).rejects.toThrow();
    const [operation] = spans().filter(({ name }) => name.startsWith('query '));
    const execute = spans().find(({ attributes }) => attributes['rpc.method'] === 'ExecutePlan');
    expect(execute?.name).toBe('spark.connect.SparkConnectService/ExecutePlan');
    expect(execute?.parentSpanContext?.spanId).toBe(operation?.spanContext().spanId);
    expect(execute?.attributes).toEqual({
      'rpc.system': 'grpc',
      'rpc.service': 'spark.connect.SparkConnectService',
      'rpc.method': 'ExecutePlan',
      'rpc.grpc.status_code': 0,
      ...address(spark),
    });
    const analyze = spans().find(({ attributes }) => attributes['rpc.method'] === 'AnalyzePlan');
    expect(analyze?.attributes['rpc.grpc.status_code']).toBe(13);
    expect(analyze?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('creates a root span for each batch, linked to the span that started the query', async ({ spark }) => {
    start();
    const name = `spans-${crypto.randomUUID()}`;
    const source = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: 0 }).load();
    const starter = await inSpan(async () => {
      const query = await source.writeStream.format('noop').queryName(name).trigger({ once: true }).start();
      for await (const { batchId } of query.progress({ pollInterval: 50 })) expect(batchId).toBe(0);
    });
    const batches = spans().filter((span) => span.name === `batch ${name}`);
    expect(batches).toHaveLength(1);
    const [batch] = batches;
    expect(batch?.parentSpanContext).toBeUndefined();
    expect(batch?.links.map((link) => link.context.spanId)).toEqual([starter.spanId]);
    expect(batch?.attributes).toMatchObject({
      ...address(spark),
      'spark.streaming.query.name': name,
      'spark.streaming.batch.id': 0,
      'spark.streaming.batch.input_rows': 5,
    });
    expect(batch!.duration[0] + batch!.duration[1]).toBeGreaterThan(0);
  });

  it('creates no more spans once it is disabled', async ({ spark }) => {
    traceSpark().disable();
    await spark.range(2).collect();
    expect(spans()).toEqual([]);
  });
});

describe('injectTraceContext()', () => {
  it('adds the W3C trace context of the active span to the headers of a message', async () => {
    let headers: Record<string, string> = {};
    const active = await inSpan(async () => {
      headers = injectTraceContext({ source: 'shop' });
      return Promise.resolve();
    });
    expect(headers).toEqual({ source: 'shop', traceparent: `00-${active.traceId}-${active.spanId}-01` });

    const bytes = { ...headers, traceparent: Buffer.from(headers['traceparent']!) };
    expect(trace.getSpanContext(extractTraceContext(bytes))).toEqual({
      traceId: active.traceId,
      spanId: active.spanId,
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    });
  });

  it('leaves the headers unchanged without an active span', () => {
    expect(injectTraceContext({ source: 'shop' })).toEqual({ source: 'shop' });
    expect(injectTraceContext()).toEqual({});
    expect(trace.getSpanContext(extractTraceContext(undefined))).toBeUndefined();
  });
});
