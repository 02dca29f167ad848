import type { DescMethod } from '@bufbuild/protobuf';
import type { CallToken } from './call-token.ts';
import type { Log } from './client-logger.ts';
import { codeName, createRpcError, type RefusedToken, type RpcError } from './rpc-error.ts';
import type { RpcOptions, Transport } from './transport.ts';

/** How many fresh tokens a call may try, each once: under load, a token may expire before its call arrives. */
const maxFreshTokens = 3;
/** The same for calls that were rejected late: their tokens were accepted, and expired before the first response. */
const maxExpiredTokens = 60;
/** Milliseconds after which a rejection is late. */
const lateRejection = 1000;

/** Counts the tokens that one call has tried. */
class Attempts {
  #rejected = 0;
  #expired = 0;
  #begin = performance.now();

  get isFirst(): boolean {
    return this.#rejected + this.#expired === 1;
  }

  get areOver(): boolean {
    return this.#rejected > maxFreshTokens || this.#expired > maxExpiredTokens;
  }

  begin(): void {
    this.#begin = performance.now();
  }

  /** Counts a rejection. */
  reject(): void {
    if (performance.now() - this.#begin < lateRejection) this.#rejected++;
    else this.#expired++;
  }
}

/**
 * Wraps a transport to send a token with each call. If the server rejects the token and another one is available, the
 * call is repeated with that token.
 *
 * A stream that is rejected after its first response is not repeated. Its error has `refusedToken: 'renewed'`, because
 * the next call uses a fresh token.
 */
export function authorizedTransport(transport: Transport, token: CallToken, log: Log): Transport {
  /** Returns a fresh token after a refusal. Rethrows any other error, and the refusal if there is no further token. */
  async function renewed(error: unknown, refused: string, method: DescMethod, attempts: Attempts): Promise<string> {
    if (!token.isRenewable(error)) throw error;
    attempts.reject();
    if (attempts.areOver) throw refusal(error, 'refused again');
    const fresh = await token.renew(refused);
    if (fresh === undefined) throw refusal(error, attempts.isFirst ? 'unchanged' : 'refused again');
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
    const attempts = new Attempts();
    for (;;) {
      attempts.begin();
      try {
        return await call(withToken(options, current));
      } catch (error) {
        current = await renewed(error, current, method, attempts);
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
      const attempts = new Attempts();
      for (;;) {
        let received = 0;
        attempts.begin();
        try {
          for await (const response of transport.serverStream(method, request, withToken(options, current))) {
            received++;
            yield response;
          }
          return;
        } catch (error) {
          current = await renewed(error, current, method, received > 0 ? new Attempts() : attempts);
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
