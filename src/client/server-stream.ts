import { status, type Channel, type StatusObject } from '@grpc/grpc-js';
import { createRpcError } from './rpc-error.ts';

type Call = ReturnType<Channel['createCall']>;

/** A message, or the status that ends the stream. */
type Arrival = { readonly message: Buffer } | { readonly status: StatusObject };

/**
 * The messages of a server-streaming call as they are asked for: one is read ahead, and the rest waits in HTTP/2's window,
 * which slows the server down. grpc-js' own stream would read sixteen ahead, each of which may be an Arrow batch.
 */
export class ServerStream implements AsyncIterableIterator<Buffer> {
  readonly #call: Call;
  readonly #arrivals: Arrival[] = [];
  #wake: (() => void) | undefined;

  /** Starts the call; it is sent as soon as there is a connection. */
  constructor(call: Call, metadata: Parameters<Call['start']>[0], request: Buffer) {
    this.#call = call;
    call.start(metadata, {
      onReceiveMetadata: () => {},
      onReceiveMessage: (message: Buffer) => this.#arrive({ message }),
      onReceiveStatus: (status) => this.#arrive({ status }),
    });
    call.startRead();
    call.sendMessageWithContext({}, request);
    call.halfClose();
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    while (this.#arrivals.length === 0) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const [arrival] = this.#arrivals;
    if ('message' in arrival!) {
      this.#arrivals.shift();
      this.#call.startRead();
      return { value: arrival.message, done: false };
    }
    // The status stays, for whoever asks again.
    if (arrival!.status.code === status.OK) return { value: undefined, done: true };
    throw createRpcError(arrival!.status);
  }

  /** Ends the call, whether or not it has ended; a loop that is left calls this. */
  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.cancel();
    return Promise.resolve({ value: undefined, done: true });
  }

  cancel(): void {
    this.#call.cancelWithStatus(status.CANCELLED, 'Cancelled by this client');
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #arrive(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#wake?.();
    this.#wake = undefined;
  }
}
