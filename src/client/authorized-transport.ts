import type { DescMethod } from '@bufbuild/protobuf';
import type { CallToken } from './call-token.ts';
import type { Log } from './client-logger.ts';
import { codeName, createRpcError, type RefusedToken, type RpcError } from './rpc-error.ts';
import type { RpcOptions, Transport } from './transport.ts';

/** How many fresh tokens a call may try, each once: under load, a token may expire before its call arrives. */
const maxFreshTokens = 3;

/**
 * Wraps a transport to send a token with each call. If the server rejects the token and another one is available, the
 * call is repeated with that token.
 *
 * A stream that is rejected after its first response is not repeated. Its error has `refusedToken: 'renewed'`, because
 * the next call uses a fresh token.
 */
export function authorizedTransport(transport: Transport, token: CallToken, log: Log): Transport {
  /** Returns a fresh token after a refusal. Rethrows any other error, and the refusal if there is no further token. */
  async function renewed(error: unknown, refused: string, method: DescMethod, tried: number): Promise<string> {
    if (!token.isRenewable(error)) throw error;
    if (tried >= maxFreshTokens) throw refusal(error, 'refused again');
    const fresh = await token.renew(refused);
    if (fresh === undefined) throw refusal(error, tried === 0 ? 'unchanged' : 'refused again');
    const message = `The server rejected the token (${codeName(error.code)}). Continuing with a fresh one.`;
    log({ level: 'info', message, method: method.name });
    return fresh;
  }

  async function authorized<T>(
    method: DescMethod,
    options: RpcOptions = {},
    call: (options: RpcOptions) => Promise<T>,
  ): Promise<T> {
    let current = await currentToken(options);
    for (let tried = 0; ; tried++) {
      try {
        return await call(withToken(options, current));
      } catch (error) {
        current = await renewed(error, current, method, tried);
      }
      options.signal?.throwIfAborted();
    }
  }

  async function currentToken({ signal }: RpcOptions): Promise<string> {
    signal?.throwIfAborted();
    const current = await token.current();
    signal?.throwIfAborted();
    return current;
  }

  const withToken = (options: RpcOptions, value: string): RpcOptions => ({ ...options, headers: token.headers(value) });

  return {
    unary: (method, request, options) =>
      authorized(method, options, (authorizedOptions) => transport.unary(method, request, authorizedOptions)),

    async *serverStream(method, request, options = {}) {
      let current = await currentToken(options);
      for (let tried = 0; ; tried++) {
        let received = 0;
        try {
          for await (const response of transport.serverStream(method, request, withToken(options, current))) {
            received++;
            yield response;
          }
          return;
        } catch (error) {
          current = await renewed(error, current, method, received > 0 ? 0 : tried);
          if (received > 0) throw refusal(error as RpcError, 'renewed');
        }
        options.signal?.throwIfAborted();
      }
    },

    clientStream: (method, requests, options) =>
      authorized(method, options, (authorizedOptions) => transport.clientStream(method, requests, authorizedOptions)),

    isConnected: () => transport.isConnected(),
    reconnect: () => transport.reconnect(),
    close: () => transport.close(),
  };
}

function refusal({ code, details, metadata }: RpcError, refusedToken: RefusedToken): RpcError {
  return createRpcError({ code, details, metadata, refusedToken });
}
