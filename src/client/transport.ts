import type {
  DescMessage,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageShape,
} from '@bufbuild/protobuf';
import { SparkConnectError } from '../errors/spark-connect-error.ts';

/** Options of a single call. */
export interface RpcOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the call ends with DEADLINE_EXCEEDED. */
  readonly timeout?: number | undefined;
  /** Metadata of this call, in addition to that of the connection. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Sends and receives messages. Failed calls reject with an RpcError, aborted calls with the signal's reason. */
export interface Transport {
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageShape<I>,
    options?: RpcOptions,
  ): Promise<MessageShape<O>>;

  /** The call starts with the first `next()` and is cancelled when the caller leaves the loop. */
  serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageShape<I>,
    options?: RpcOptions,
  ): AsyncIterable<MessageShape<O>>;

  /** Consumes the requests as fast as the server accepts them. They are iterated again if the call is repeated. */
  clientStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodClientStreaming<I, O>,
    requests: AsyncIterable<MessageShape<I>>,
    options?: RpcOptions,
  ): Promise<MessageShape<O>>;

  /** Whether there is an open connection. Otherwise, the next call connects, possibly to another server. */
  isConnected(): boolean;

  /**
   * Opens a new connection for the next call, because the current one may be dead. Running calls keep the current one.
   */
  reconnect(): void;

  close(): void;
}

/** Creates a transport without a server, for sessions that only build plans. */
export function createOfflineTransport(): Transport {
  const refuse = (): never => {
    throw new SparkConnectError('This session is offline. It can build plans, but has no server to run them.');
  };
  return {
    unary: () => Promise.resolve().then(refuse),
    serverStream: refuse,
    clientStream: () => Promise.resolve().then(refuse),
    isConnected: () => true,
    reconnect: () => {},
    close: () => {},
  };
}
