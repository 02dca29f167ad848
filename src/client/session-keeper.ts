import { randomUUID } from 'node:crypto';
import type {
  DescMessage,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageShape,
} from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { SparkConnectService, type ConfigResponse } from '../../gen/spark/connect/base_pb.ts';
import { SessionLostError } from '../errors/session-lost-error.ts';
import type { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Log } from './client-logger.ts';
import { configRequest, type ConfigName, type ConfigValueOf } from './config-request.ts';
import type { SessionIdentity } from './session-identity.ts';
import { createRpcError, isConnectionFailure, isRpcError } from './rpc-error.ts';
import type { RpcOptions, Transport } from './transport.ts';

/** A setting that only we make, by which a session is known again: 3.5 builds a new, empty one for an id it has dropped, and says nothing. */
const markerKey = 'spark.connect.ts.session';

/** A healthy server answers a question for a setting in milliseconds. */
export const quickCallTimeout = 30_000;

export interface SessionKeeperOptions {
  readonly transport: Transport;
  readonly identity: SessionIdentity;
  readonly address: string;
  readonly log: Log;
}

/**
 * The transport of a session that makes sure, before a call goes over a new connection, that the server at its end still
 * has the session; and a heartbeat, since 3.5 drops a session, and stops its streaming queries, after an hour without a call.
 */
export class SessionKeeper implements Transport {
  readonly #transport: Transport;
  readonly #identity: SessionIdentity;
  readonly #address: string;
  readonly #log: Log;
  readonly #ended = new AbortController();
  #marker: string | undefined;
  #inDoubt = false;
  #verifying: Promise<void> | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor({ transport, identity, address, log }: SessionKeeperOptions) {
    this.#transport = transport;
    this.#identity = identity;
    this.#address = address;
    this.#log = log;
  }

  /** Aborted when the session is known to be lost or was stopped, with the error that says which. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * Opens the session with these settings, or comes back to the one that has this id. The answer says which, and what the
   * server warns of.
   */
  async open(
    settings: Readonly<Record<string, string>>,
    { comeBack, timeout }: { readonly comeBack: boolean; readonly timeout: number },
  ): Promise<{ readonly resumed: boolean; readonly warnings: readonly string[] }> {
    const before = comeBack ? await this.setting(markerKey, timeout) : undefined;
    const marker = before ?? randomUUID();
    const pairs = Object.entries({ ...(before === undefined && { [markerKey]: marker }), ...settings });
    let warnings: readonly string[] = [];
    if (pairs.length > 0) {
      const value = { pairs: pairs.map(([key, value]) => ({ key, value })) };
      ({ warnings } = await this.#config('set', value, timeout));
    }
    this.#marker = marker;
    return { resumed: before !== undefined, warnings };
  }

  /** Whether the session was opened and has not ended. */
  get isOpen(): boolean {
    return this.#marker !== undefined && !this.ended.aborted;
  }

  /** Asks for a sign of life every so many milliseconds, as long as the process lives for other reasons; 0 for never. */
  beat(interval: number): void {
    if (interval <= 0) return;
    this.#heartbeat = setInterval(() => {
      this.verify().then(
        () => this.#log({ level: 'debug', message: 'The session is alive.' }),
        (error: unknown) => {
          if (this.ended.aborted) return;
          this.#log({ level: 'warn', message: `The heartbeat of the session failed: ${String(error)}.` });
        },
      );
    }, interval);
    this.#heartbeat.unref();
  }

  /**
   * Asks the server whether it still has this session.
   *
   * @throws SessionLostError when it does not, now and ever after.
   */
  verify(): Promise<void> {
    this.#verifying ??= this.#verify().finally(() => (this.#verifying = undefined));
    return this.#verifying;
  }

  /** To be called for a server's own word that the session is gone. */
  declareLost(reason: string): SparkConnectError {
    const error = new SessionLostError(
      `The Spark Connect server at ${this.#address} has lost this session (${reason}): its temporary views, settings and streaming queries are gone. Build a new session to go on.`,
    );
    if (!this.ended.aborted) this.#log({ level: 'warn', message: error.message });
    return this.end(error);
  }

  /** Ends what is under way and whatever comes after; the first reason counts. */
  end(reason: SparkConnectError): SparkConnectError {
    clearInterval(this.#heartbeat);
    this.#ended.abort(reason);
    return this.ended.reason as SparkConnectError;
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageShape<I>,
    options: RpcOptions = {},
  ): Promise<MessageShape<O>> {
    await this.ready(options.signal);
    return this.#transport.unary(method, request, options).catch((error: unknown) => this.#rethrow(error));
  }

  async *serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageShape<I>,
    options: RpcOptions = {},
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    await this.ready(options.signal);
    try {
      yield* this.#transport.serverStream(method, request, options);
    } catch (error) {
      this.#rethrow(error);
    }
  }

  async clientStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodClientStreaming<I, O>,
    requests: AsyncIterable<MessageShape<I>>,
    options: RpcOptions = {},
  ): Promise<MessageShape<O>> {
    await this.ready(options.signal);
    return this.#transport.clientStream(method, requests, options).catch((error: unknown) => this.#rethrow(error));
  }

  /** What the session has for a setting, asked once and without a look whether it is still the same session. */
  async setting(key: string, timeout: number = quickCallTimeout): Promise<string | undefined> {
    const { pairs } = await this.#config('getOption', { keys: [key] }, timeout);
    return pairs[0]?.value;
  }

  /** Makes sure that the server still has the session; asks it only over a new connection, or in doubt. */
  async ready(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.ended.throwIfAborted();
    if (this.#marker === undefined || (this.#transport.isConnected() && !this.#inDoubt && !this.#verifying)) return;
    await abortable(this.verify(), signal);
  }

  /** Has the next call ask first whether the session is still there. */
  doubt(): void {
    this.#inDoubt = true;
  }

  isConnected(): boolean {
    return this.#transport.isConnected();
  }

  reconnect(): void {
    this.doubt();
    this.#transport.reconnect();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#transport.close();
  }

  /** A gateway may say UNAVAILABLE over a connection that stands, with another server behind it by the next call. */
  #rethrow(error: unknown): never {
    if (isRpcError(error) && isConnectionFailure(error)) this.doubt();
    throw error;
  }

  async #verify(): Promise<void> {
    this.ended.throwIfAborted();
    // Until there is an answer: after a question that failed, grpc-js connects again by itself, perhaps to another server.
    this.#inDoubt = true;
    const marker = await this.setting(markerKey);
    this.#inDoubt = false;
    if (marker === this.#marker) return;
    throw this.declareLost(
      marker === undefined ? 'it was restarted or has dropped it' : 'somebody else has taken its id',
    );
  }

  async #config<N extends ConfigName>(operation: N, value: ConfigValueOf<N>, timeout: number): Promise<ConfigResponse> {
    const request = configRequest(this.#identity, operation, value);
    try {
      return await this.#transport.unary(SparkConnectService.method.config, request, { timeout });
    } catch (error) {
      if (!isRpcError(error) || error.code !== status.DEADLINE_EXCEEDED) throw error;
      this.#transport.reconnect();
      throw createRpcError({ code: status.UNAVAILABLE, details: `no answer within ${Math.round(timeout)} ms` });
    }
  }
}

/** Rejects with the signal's reason as soon as it is aborted; the promise goes on for whoever else waits for it. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let release = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const listener = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', listener, { once: true });
    release = () => signal.removeEventListener('abort', listener);
  });
  return Promise.race([promise, aborted]).finally(release);
}
