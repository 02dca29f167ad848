import type {
  DescMessage,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageShape,
} from '@bufbuild/protobuf';
import { SparkConnectError } from '../errors/spark-connect-error.ts';

/** What a single call may be given. */
export interface RpcOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call ends with DEADLINE_EXCEEDED. */
  readonly timeout?: number | undefined;
}

/** Moves messages. Failed calls reject with an RpcError, aborted ones with the signal's reason; nothing is tried twice. */
export interface Transport {
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageShape<I>,
    options?: RpcOptions,
  ): Promise<MessageShape<O>>;

  /** The call starts with the first `next()` and is cancelled when the loop over it is left. */
  serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageShape<I>,
    options?: RpcOptions,
  ): AsyncIterable<MessageShape<O>>;

  /** Takes the requests as fast as the server does. */
  clientStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodClientStreaming<I, O>,
    requests: AsyncIterable<MessageShape<I>>,
    options?: RpcOptions,
  ): Promise<MessageShape<O>>;

  /** Whether calls go over a connection that stands, as against one that has yet to be made, perhaps to another server. */
  isConnected(): boolean;

  /** Leaves the connection to the calls on it, and makes a new one for the next call: for a connection that may be dead. */
  reconnect(): void;

  close(): void;
}

/** A transport to nowhere, for sessions that only build plans. */
export function createOfflineTransport(): Transport {
  const refuse = (): never => {
    throw new SparkConnectError('This session is offline: it builds plans but has no server to run them.');
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
