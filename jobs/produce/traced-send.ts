import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { injectTraceContext } from '../../src/opentelemetry.ts';
import type { EncodedMessage } from './message-encoder.ts';

/**
 * Sends messages in a span of their own, and gives each the headers of its trace context. Without an OpenTelemetry SDK in the process,
 * for example from `NODE_OPTIONS=--import ./tracing.mjs`, there is no span and no header.
 */
export async function tracedSend(
  topic: string,
  messages: readonly EncodedMessage[],
  send: (messages: readonly EncodedMessage[]) => Promise<void>,
): Promise<void> {
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'send',
    'messaging.destination.name': topic,
    'messaging.batch.message_count': messages.length,
  };
  const tracer = trace.getTracer('spark-connect-ts');
  await tracer.startActiveSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, attributes }, async (span) => {
    try {
      const traceHeaders = injectTraceContext();
      const isTraced = Object.keys(traceHeaders).length > 0;
      await send(
        isTraced ? messages.map((each) => ({ ...each, headers: { ...each.headers, ...traceHeaders } })) : messages,
      );
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
