import { status, type Channel, type Metadata, type StatusObject } from '@grpc/grpc-js';
import { createRpcError } from './rpc-error.ts';
import { withWholeMessage } from './status-details.ts';

type CoreCall = ReturnType<Channel['createCall']>;

/** A message, or the status that ends the call. */
type Arrival = { readonly message: Buffer } | { readonly status: StatusObject };

/**
 * A gRPC call whose messages are bytes. Disposing of it cancels it, and so does aborting the signal, in which case the
 * call fails with the signal's reason.
 *
 * Responses are read on demand: one is read ahead, and the rest waits in the HTTP/2 window, which slows the server
 * down. The streams of grpc-js read sixteen messages ahead, and each may be an Arrow batch.
 */
export class GrpcCall implements AsyncIterable<Buffer> {
  readonly #call: CoreCall;
  readonly #signal: AbortSignal | undefined;
  readonly #arrivals: Arrival[] = [];
  readonly #cancel = (): void => this.#call.cancelWithStatus(status.CANCELLED, 'Cancelled by this client');
  #wake = (): void => {};
  #onEnd = (): void => {};
  #ended = false;

  /** Starts the call, which is sent once there is a connection. */
  constructor(call: CoreCall, metadata: Metadata, signal: AbortSignal | undefined) {
    this.#call = call;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#cancel, { once: true });
    call.start(metadata, {
      onReceiveMetadata: () => {},
      onReceiveMessage: (message: Buffer) => this.#arrive({ message }),
      onReceiveStatus: (status) => {
        this.#ended = true;
        this.#onEnd();
        this.#arrive({ status });
      },
    });
    call.startRead();
  }

  /** Sends the request of a call that has only one. */
  sendAll(request: Buffer): void {
    this.#call.sendMessageWithContext({}, request);
    this.#call.halfClose();
  }

  /** Sends requests as fast as the server accepts them. Stops early if the server ends the call. */
  async sendEach<T>(requests: AsyncIterable<T>, toBytes: (request: T) => Buffer): Promise<void> {
    for await (const request of requests) {
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#onEnd = resolve;
        this.#call.sendMessageWithContext({ callback: () => resolve() }, toBytes(request));
      });
    }
    if (!this.#ended) this.#call.halfClose();
  }

  /** Returns the response of a call that has only one. */
  async single(): Promise<Buffer> {
    const message = await this.#next();
    if (message !== undefined && (await this.#next()) === undefined) return message;
    throw createRpcError({ code: status.INTERNAL, details: 'The server did not return exactly one message' });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let message = await this.#next(); message !== undefined; message = await this.#next()) yield message;
  }

  [Symbol.dispose](): void {
    this.#signal?.removeEventListener('abort', this.#cancel);
    if (!this.#ended) this.#cancel();
  }

  /** Returns the next message, or undefined when the call has ended with OK. */
  async #next(): Promise<Buffer | undefined> {
    while (this.#arrivals.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#signal?.throwIfAborted();
    const arrival = this.#arrivals[0]!;
    if ('message' in arrival) {
      this.#arrivals.shift();
      this.#call.startRead();
      return arrival.message;
    }
    // The status stays in the queue for later calls.
    if (arrival.status.code === status.OK) return undefined;
    throw createRpcError(withWholeMessage(arrival.status));
  }

  #arrive(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#wake();
  }
}
