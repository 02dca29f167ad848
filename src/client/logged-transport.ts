import type { DescMethod } from '@bufbuild/protobuf';
import type { Log } from './client-logger.ts';
import { codeName, isRpcError } from './rpc-error.ts';
import { operationIdOf } from './traced-transport.ts';
import type { Transport } from './transport.ts';

/** Wraps a transport to log the outcome and duration of each call. */
export function loggedTransport(transport: Transport, log: Log): Transport {
  const begin = (method: DescMethod, operationId?: string): ((outcome: string) => void) => {
    const since = performance.now();
    return (outcome) => {
      const milliseconds = performance.now() - since;
      const message = `${method.name} ${outcome}.`;
      log({ level: 'debug', message, method: method.name, milliseconds, ...(operationId && { operationId }) });
    };
  };
  async function timed<T>(end: (outcome: string) => void, call: Promise<T>): Promise<T> {
    try {
      const result = await call;
      end('finished');
      return result;
    } catch (error) {
      end(failureOf(error));
      throw error;
    }
  }
  return {
    unary: (method, request, options) =>
      timed(begin(method, operationIdOf(request)), transport.unary(method, request, options)),

    async *serverStream(method, request, options) {
      const end = begin(method, operationIdOf(request));
      // Also when the caller leaves the loop, as it does after the last response.
      let outcome = 'finished';
      try {
        yield* transport.serverStream(method, request, options);
      } catch (error) {
        outcome = failureOf(error);
        throw error;
      } finally {
        end(outcome);
      }
    },

    clientStream: (method, requests, options) =>
      timed(begin(method), transport.clientStream(method, requests, options)),

    isConnected: () => transport.isConnected(),
    reconnect: () => transport.reconnect(),
    close: () => transport.close(),
  };
}

function failureOf(error: unknown): string {
  return `failed (${isRpcError(error) ? codeName(error.code) : 'ended by this client'})`;
}
