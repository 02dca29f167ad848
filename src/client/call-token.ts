import { status } from '@grpc/grpc-js';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { headerName } from './connection-string.ts';
import { isRpcError, type RpcError } from './rpc-error.ts';

/** What the client needs a token for. */
export interface TokenRequest {
  /**
   * The token that the server has just rejected, so a different one is needed. Absent when the token is for a new call.
   */
  readonly refused?: string;
}

/**
 * A bearer token, or a function that returns one. The function is called before every call, so it should cache the
 * token while it is valid. When the server rejects a token, the function is called with `refused` and should return
 * another token.
 */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>);

/** A gRPC status that a server may reject a token with. */
export type TokenRefusal = 'UNAUTHENTICATED' | 'PERMISSION_DENIED';

/** How a token is sent, and how the server rejects it. */
export interface TokenOptions {
  /** Whether to send the token even without TLS. Default: false. */
  readonly plaintext?: boolean;
  /**
   * The metadata entry with the token. Default: `authorization`, with the value `Bearer <token>`. The value of any other
   * entry is the token itself.
   */
  readonly header?: string;
  /**
   * The statuses with which the server rejects a token. After one of them, the client asks the token function for
   * another token and repeats the call. Default: `['UNAUTHENTICATED']`.
   */
  readonly refusals?: readonly TokenRefusal[];
}

/** A token that was asked for because the server rejected another one. */
interface Renewal {
  readonly refused: string;
  readonly fresh: Promise<string>;
}

const defaultHeader = 'authorization';
const sendable = /^[!-~]([ -~]*[!-~])?$/;

/** The token of the calls of one or several sessions. */
export class CallToken {
  readonly #source: TokenSource;
  readonly #header: string;
  readonly #refusals: ReadonlySet<status>;
  #renewal: Renewal | undefined;
  #latest: readonly string[] = [];

  /** @throws IllegalArgumentException when the header or a status cannot be used. */
  constructor(source: TokenSource, { header = defaultHeader, refusals = ['UNAUTHENTICATED'] }: TokenOptions = {}) {
    if (!headerName.test(header)) {
      throw new IllegalArgumentException(`token() cannot send a header named ${JSON.stringify(header)}.`);
    }
    this.#source = source;
    this.#header = header.toLowerCase();
    this.#refusals = new Set(refusals.map(statusOf));
  }

  /** The most recent tokens, which must not appear in messages. */
  get secrets(): readonly string[] {
    return typeof this.#source === 'string' ? [this.#source] : this.#latest;
  }

  /** Returns the token for a new call. */
  async current(): Promise<string> {
    const token = await this.#ask({});
    // A function that ignores `refused` may still have the old token.
    return token === this.#renewal?.refused ? this.#renewal.fresh : token;
  }

  /** Returns the metadata that carries a token. */
  headers(token: string): Readonly<Record<string, string>> {
    return { [this.#header]: this.#header === defaultHeader ? `Bearer ${token}` : token };
  }

  /** Returns whether a call failed because of its token, and whether another token may help. */
  isRenewable(error: unknown): error is RpcError {
    return typeof this.#source !== 'string' && isRpcError(error) && this.#refusals.has(error.code);
  }

  /**
   * Asks for another token than the one that the server rejected. Calls that were rejected with the same token share one
   * request. Resolves to undefined if there is no other token.
   */
  async renew(refused: string): Promise<string | undefined> {
    if (this.#renewal?.refused !== refused) this.#renewal = this.#startRenewal(refused);
    const fresh = await this.#renewal.fresh;
    return fresh === refused ? undefined : fresh;
  }

  #startRenewal(refused: string): Renewal {
    const renewal = { refused, fresh: this.#ask({ refused }) };
    const forget = (): void => {
      if (this.#renewal === renewal) this.#renewal = undefined;
    };
    renewal.fresh.then((fresh) => fresh === refused && forget(), forget);
    return renewal;
  }

  async #ask(request: TokenRequest): Promise<string> {
    if (typeof this.#source === 'string') return this.#source;
    const token: unknown = await this.#source(request);
    // Without the value, which grpc-js would show in its own error.
    if (typeof token !== 'string' || !sendable.test(token)) {
      throw new IllegalArgumentException(
        'The function given to token() must return a string of ASCII characters without line breaks.',
      );
    }
    if (!this.#latest.includes(token)) this.#latest = [token, ...this.#latest].slice(0, 4);
    return token;
  }
}

function statusOf(name: TokenRefusal): status {
  if (name === 'UNAUTHENTICATED' || name === 'PERMISSION_DENIED') return status[name];
  throw new IllegalArgumentException(
    `token() accepts the refusals UNAUTHENTICATED and PERMISSION_DENIED, not ${JSON.stringify(name)}.`,
  );
}
