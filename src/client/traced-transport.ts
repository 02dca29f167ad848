import type { DescMethod, Message } from '@bufbuild/protobuf';
import {
  callChannel,
  publishEnd,
  publishStart,
  type CallTrace,
  type Mutable,
  type TraceOrigin,
} from './trace-channels.ts';
import type { Transport } from './transport.ts';

/** Wraps a transport to publish each call on its diagnostics channel. Without a subscriber, it only passes calls on. */
export function tracedTransport(transport: Transport, origin: TraceOrigin): Transport {
  async function traced<T>(method: DescMethod, request: Message | undefined, call: () => Promise<T>): Promise<T> {
    const trace = begin(origin, method, request);
    try {
      const response = await call();
      trace.responses = 1;
      return response;
    } catch (error) {
      trace.error = error;
      throw error;
    } finally {
      publishEnd(callChannel, trace);
    }
  }

  async function* tracedStream<T>(
    method: DescMethod,
    request: Message,
    responses: AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const trace = begin(origin, method, request);
    try {
      for await (const response of responses) {
        trace.responses++;
        yield response;
      }
    } catch (error) {
      trace.error = error;
      throw error;
    } finally {
      publishEnd(callChannel, trace);
    }
  }

  return {
    unary(method, request, options) {
      if (!callChannel.hasSubscribers) return transport.unary(method, request, options);
      return traced(method, request, () => transport.unary(method, request, options));
    },

    serverStream(method, request, options) {
      const responses = transport.serverStream(method, request, options);
      return callChannel.hasSubscribers ? tracedStream(method, request, responses) : responses;
    },

    clientStream(method, requests, options) {
      if (!callChannel.hasSubscribers) return transport.clientStream(method, requests, options);
      return traced(method, undefined, () => transport.clientStream(method, requests, options));
    },

    isConnected: () => transport.isConnected(),
    reconnect: () => transport.reconnect(),
    close: () => transport.close(),
  };
}

function begin(origin: TraceOrigin, method: DescMethod, request: Message | undefined): Mutable<CallTrace> {
  const trace = { ...origin, method: method.name, operationId: request && operationIdOf(request), responses: 0 };
  publishStart(callChannel, trace);
  return trace;
}

/** Returns the id of the operation that a request belongs to, if any. */
export function operationIdOf(request: Message): string | undefined {
  const { operationId } = request as { readonly operationId?: unknown };
  return typeof operationId === 'string' ? operationId : undefined;
}
