import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type {
  DescMessage,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageShape,
} from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { SparkConnectService, type ConfigResponse } from '../../gen/spark/connect/base_pb.ts';
import { SessionLostError } from '../errors/connection-error.ts';
import type { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Log } from './client-logger.ts';
import { configRequest, type ConfigName, type ConfigValueOf } from './config-request.ts';
import type { SessionIdentity } from './session-identity.ts';
import { createRpcError, isConnectionFailure, isRpcError } from './rpc-error.ts';
import type { RpcOptions, Transport } from './transport.ts';

/**
 * A setting that identifies a session. For the id of a session it has dropped, 3.5 silently creates a new one, which
 * lacks this setting.
 */
const markerKey = 'spark.connect.ts.session';

/** Timeout in milliseconds. A healthy server returns a setting within a few milliseconds. */
export const quickCallTimeout = 30_000;

export interface SessionKeeperOptions {
  readonly transport: Transport;
  readonly identity: SessionIdentity;
  readonly address: string;
  readonly log: Log;
}

/**
 * The transport of a session. Before a call uses a new connection, it checks that the server still has the session. It
 * also sends a heartbeat, since 3.5 drops a session and stops its streaming queries after an hour without a call.
 */
export class SessionKeeper implements Transport {
  readonly #transport: Transport;
  readonly #identity: SessionIdentity;
  readonly #address: string;
  readonly #log: Log;
  readonly #ended = new AbortController();
  #marker: string | undefined;
  #needsCheck = false;
  #verification: Promise<void> | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor({ transport, identity, address, log }: SessionKeeperOptions) {
    this.#transport = transport;
    this.#identity = identity;
    this.#address = address;
    this.#log = log;
    // Every running action listens. By default, Node warns about a leak from the eleventh on.
    setMaxListeners(0, this.#ended.signal);
  }

  /** Aborted when the session is lost or stopped. The reason is the error that says which. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * Opens the session with these settings. With `resume`, uses the existing session with this id if there is one.
   * Returns whether a session was resumed, and the warnings of the server.
   */
  async open(
    settings: Readonly<Record<string, string>>,
    { resume, timeout }: { readonly resume: boolean; readonly timeout: number },
  ): Promise<{ readonly resumed: boolean; readonly warnings: readonly string[] }> {
    const existing = resume ? await this.setting(markerKey, timeout) : undefined;
    const marker = existing ?? randomUUID();
    const pairs = Object.entries({ ...(existing === undefined && { [markerKey]: marker }), ...settings });
    let warnings: readonly string[] = [];
    if (pairs.length > 0) {
      const value = { pairs: pairs.map(([key, value]) => ({ key, value })) };
      ({ warnings } = await this.#config('set', value, timeout));
    }
    this.#marker = marker;
    return { resumed: existing !== undefined, warnings };
  }

  /** Whether the session has been opened and has not ended. */
  get isOpen(): boolean {
    return this.#marker !== undefined && !this.ended.aborted;
  }

  /** Checks the session every `interval` milliseconds, without keeping the process alive. 0 disables the heartbeat. */
  startHeartbeat(interval: number): void {
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
   * Checks that the server still has this session.
   *
   * @throws SessionLostError when it does not. All later calls fail with this error too.
   */
  verify(): Promise<void> {
    this.#verification ??= this.#verify().finally(() => (this.#verification = undefined));
    return this.#verification;
  }

  /** Ends the session because the server reports that it is gone. */
  declareLost(reason: string): SparkConnectError {
    const error = new SessionLostError(
      `The Spark Connect server at ${this.#address} has lost this session (${reason}): its temporary views, settings and streaming queries are gone. Create a new session to continue.`,
    );
    if (!this.ended.aborted) this.#log({ level: 'warn', message: error.message });
    return this.end(error);
  }

  /** Fails all running and future calls. If the session has already ended, the first reason is kept. */
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

  /** Returns a setting of the session. Does not retry, and does not check the session first. */
  async setting(key: string, timeout: number = quickCallTimeout): Promise<string | undefined> {
    const { pairs } = await this.#config('getOption', { keys: [key] }, timeout);
    return pairs[0]?.value;
  }

  /** Checks that the server still has the session, if the connection is new or a check was required. */
  async ready(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.ended.throwIfAborted();
    if (this.#marker === undefined || (this.#transport.isConnected() && !this.#needsCheck && !this.#verification))
      return;
    await abortable(this.verify(), signal);
  }

  /** Makes the next call check the session first. */
  requireCheck(): void {
    this.#needsCheck = true;
  }

  isConnected(): boolean {
    return this.#transport.isConnected();
  }

  reconnect(): void {
    this.requireCheck();
    this.#transport.reconnect();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#transport.close();
  }

  /** A gateway may return UNAVAILABLE over an open connection and use another server for the next call. */
  #rethrow(error: unknown): never {
    if (isRpcError(error) && isConnectionFailure(error)) this.requireCheck();
    throw error;
  }

  async #verify(): Promise<void> {
    this.ended.throwIfAborted();
    // Until the server responds: after a failed call, grpc-js reconnects on its own, possibly to another server.
    this.#needsCheck = true;
    const marker = await this.setting(markerKey);
    this.#needsCheck = false;
    if (marker === this.#marker) return;
    throw this.declareLost(
      marker === undefined ? 'the server was restarted or dropped the session' : 'another client is using its id',
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

/** Rejects with the signal's reason as soon as it is aborted. The promise itself continues for other callers. */
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
