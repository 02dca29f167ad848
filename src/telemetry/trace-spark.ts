import { channel, tracingChannel } from 'node:diagnostics_channel';
import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Link,
  type Span,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { channelNames, type CallTrace, type OperationTrace, type TraceOrigin } from '../client/trace-channels.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { BatchTrace, StreamingQueryTrace } from '../streaming/query-traces.ts';

/** Options for {@link traceSpark}. */
export interface TraceSparkOptions {
  /** Provider of the tracer. Default: the global provider. */
  readonly tracerProvider?: TracerProvider | undefined;
  /**
   * Whether spans contain SQL text and error messages, which may contain literals from the text. Parameter values are
   * never recorded. Default: false.
   */
  readonly queryText?: boolean | undefined;
  /** Whether each gRPC call gets a span too. Default: false. */
  readonly calls?: boolean | undefined;
}

/** Spans for the work of this library. They end when tracing is disabled or disposed of. */
export interface SparkTracing extends Disposable {
  disable(): void;
}

/** A subscription to one of the channels. Returns a function that ends it. */
type Subscribe = <T>(name: string, handlers: Partial<Record<'start' | 'asyncEnd', (trace: T) => void>>) => void;

const service = 'spark.connect.SparkConnectService';

/**
 * Creates OpenTelemetry spans for all sessions of this process: one for each executed plan, with the attributes of the
 * semantic conventions for database clients, and one for each batch of a streaming query. The active span is the parent
 * of an operation. The span of a batch is a separate trace with a link to the span that started the query.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 * import { traceSpark } from 'spark-connect-ts/opentelemetry';
 *
 * const tracing = traceSpark({ queryText: true });
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * console.log(await spark.range(3).count()); // 3
 * await spark.stop();
 * tracing.disable();
 * ```
 */
export function traceSpark({
  tracerProvider = trace.getTracerProvider(),
  queryText = false,
  calls = false,
}: TraceSparkOptions = {}): SparkTracing {
  const tracer = tracerProvider.getTracer('spark-connect-ts');
  const subscriptions: (() => void)[] = [];
  const subscribe: Subscribe = (name, handlers) => {
    const traced = tracingChannel(name);
    for (const event of ['start', 'asyncEnd'] as const) {
      const handler = handlers[event] as ((message: unknown) => void) | undefined;
      if (!handler) continue;
      traced[event].subscribe(handler);
      subscriptions.push(() => traced[event].unsubscribe(handler));
    }
  };
  const operations = traceOperations(tracer, subscribe, queryText);
  if (calls) traceCalls(tracer, subscribe, operations);
  const onBatch = traceBatches(tracer, subscribe);
  channel(channelNames.batch).subscribe(onBatch);
  subscriptions.push(() => channel(channelNames.batch).unsubscribe(onBatch));
  const disable = (): void => {
    for (const unsubscribe of subscriptions.splice(0)) unsubscribe();
  };
  return { disable, [Symbol.dispose]: disable };
}

/** Creates a span for each operation. Returns the spans of running operations by operation ID. */
function traceOperations(tracer: Tracer, subscribe: Subscribe, queryText: boolean): ReadonlyMap<string, Span> {
  const running = new Map<string, Span>();
  subscribe<OperationTrace>(channelNames.operation, {
    start(operation) {
      const { name, operationId, serverAddress, serverPort } = operation;
      const attributes = operationAttributes(operation, queryText);
      const options = { kind: SpanKind.CLIENT, attributes };
      running.set(operationId, tracer.startSpan(`${name} ${serverAddress}:${serverPort}`, options));
    },
    asyncEnd({ operationId, rows, outcome, error }) {
      const span = running.get(operationId);
      if (!span) return;
      running.delete(operationId);
      span.setAttributes({ 'db.response.returned_rows': rows, 'spark.operation.outcome': outcome });
      if (error !== undefined) fail(span, error, queryText);
      span.end();
    },
  });
  return running;
}

/** The names are those of the semantic conventions for database clients. Those with the prefix `spark.` are not in them. */
function operationAttributes(operation: OperationTrace, queryText: boolean): Attributes {
  const { name, sql, operationId, tags } = operation;
  return {
    'db.system.name': 'spark',
    'db.operation.name': name,
    ...(queryText && sql !== undefined && { 'db.query.text': sql }),
    ...originAttributes(operation),
    'spark.operation.id': operationId,
    ...(tags.length > 0 && { 'spark.operation.tags': [...tags] }),
  };
}

function originAttributes({ sessionId, serverAddress, serverPort }: TraceOrigin): Attributes {
  return { 'server.address': serverAddress, 'server.port': serverPort, 'spark.session.id': sessionId };
}

function fail(span: Span, error: unknown, withMessage: boolean): void {
  const details = error instanceof SparkConnectError ? error : undefined;
  const type = details?.errorClass ?? (error instanceof Error ? error.name : 'Error');
  span.setAttribute('error.type', type);
  if (details?.sqlState !== undefined) span.setAttribute('db.response.status_code', details.sqlState);
  span.setStatus({ code: SpanStatusCode.ERROR, message: withMessage ? String(error) : type });
}

/** Creates a span for each gRPC call, as a child of its operation if it has one. */
function traceCalls(tracer: Tracer, subscribe: Subscribe, operations: ReadonlyMap<string, Span>): void {
  const running = new WeakMap<CallTrace, Span>();
  subscribe<CallTrace>(channelNames.call, {
    start(call) {
      const { method, operationId } = call;
      const operation = operationId === undefined ? undefined : operations.get(operationId);
      const parent = operation ? trace.setSpan(context.active(), operation) : context.active();
      const attributes = {
        'rpc.system': 'grpc',
        'rpc.service': service,
        'rpc.method': method,
        ...originAttributes(call),
      };
      running.set(call, tracer.startSpan(`${service}/${method}`, { kind: SpanKind.CLIENT, attributes }, parent));
    },
    asyncEnd(call) {
      const span = running.get(call);
      if (!span) return;
      const { code = undefined } = (call.error ?? {}) as { readonly code?: unknown };
      span.setAttribute('rpc.grpc.status_code', typeof code === 'number' ? code : 0);
      if (call.error !== undefined) fail(span, call.error, false);
      span.end();
    },
  });
}

/** Returns a subscriber that creates a span for each batch, linked to the span that was active when the query started. */
function traceBatches(tracer: Tracer, subscribe: Subscribe): (message: unknown) => void {
  const starters = new Map<string, Link>();
  subscribe<StreamingQueryTrace>(channelNames.streamingQuery, {
    start({ runId }) {
      const starter = trace.getActiveSpan();
      if (starter) starters.set(runId, { context: starter.spanContext() });
    },
    asyncEnd({ runId }) {
      // Batches may be read after the end of the query.
      setTimeout(() => starters.delete(runId), starterRetention).unref();
    },
  });
  return (message) => {
    const { progress, ...origin } = message as BatchTrace;
    const { id, runId, name, timestamp, batchId, batchDuration, numInputRows, sink } = progress;
    const link = starters.get(runId);
    const span = tracer.startSpan(`batch ${name ?? id}`, {
      root: true,
      startTime: timestamp,
      ...(link && { links: [link] }),
      attributes: {
        ...originAttributes(origin),
        'spark.streaming.query.id': id,
        'spark.streaming.query.run_id': runId,
        ...(name !== undefined && { 'spark.streaming.query.name': name }),
        'spark.streaming.batch.id': batchId,
        'spark.streaming.batch.input_rows': numInputRows,
        ...(sink.numOutputRows >= 0 && { 'spark.streaming.batch.output_rows': sink.numOutputRows }),
      },
    });
    span.end(new Date(timestamp.getTime() + batchDuration));
  };
}

/** Milliseconds. */
const starterRetention = 60_000;
