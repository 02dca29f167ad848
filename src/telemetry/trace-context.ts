import { context, propagation, type Context, type TextMapGetter } from '@opentelemetry/api';

type Headers<V> = Readonly<Record<string, V>>;

/**
 * Returns the headers of a message with the active trace context added, by default as the W3C headers `traceparent` and
 * `tracestate`. Returns the same entries if there is no active span or no global propagator.
 *
 * @example
 * ```ts
 * import { Kafka } from 'kafkajs';
 * import { injectTraceContext } from 'spark-connect-ts/opentelemetry';
 *
 * const producer = new Kafka({ brokers: ['127.0.0.1:9092'] }).producer();
 * const send = (value: string) =>
 *   producer.send({ topic: 'orders', messages: [{ value, headers: injectTraceContext({ source: 'shop' }) }] });
 * ```
 */
export function injectTraceContext<V = never>(headers: Headers<V> = {}): Record<string, V | string> {
  const injected: Record<string, V | string> = { ...headers };
  propagation.inject(context.active(), injected);
  return injected;
}

/**
 * Returns the active context with the trace context from the headers of a message, such as a Kafka message. Use it as the
 * parent of the span that handles the message.
 *
 * @example
 * ```ts
 * import { trace } from '@opentelemetry/api';
 * import type { KafkaMessage } from 'kafkajs';
 * import { extractTraceContext } from 'spark-connect-ts/opentelemetry';
 *
 * const spanFor = ({ headers }: KafkaMessage) =>
 *   trace.getTracer('shop').startSpan('process order', {}, extractTraceContext(headers));
 * ```
 */
export function extractTraceContext(headers: Headers<unknown> = {}): Context {
  return propagation.extract(context.active(), headers, headerGetter);
}

/** Kafka clients return headers as bytes. */
const headerGetter: TextMapGetter<Headers<unknown>> = {
  keys: (headers) => Object.keys(headers),
  get(headers, name) {
    const value = headers[name];
    if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
    return typeof value === 'string' ? value : undefined;
  },
};
