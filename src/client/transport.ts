import {
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type MessageShape,
} from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type CallOptions, type ChannelCredentials } from '@grpc/grpc-js';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { addressOf, type Connection } from './connection-string.ts';

/** What a single call may be given. */
export interface RpcOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call ends with DEADLINE_EXCEEDED. */
  readonly timeout?: number | undefined;
}

/** Moves messages: the one place that knows grpc-js. Failed calls reject with its errors, aborted ones with the signal's reason. */
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

  close(): void;
}

/** Spark's own clients take messages of this size; grpc-js' default of 4 MiB is less than one Arrow batch may have. */
const maxMessageLength = 128 * 1024 * 1024;

/**
 * What the server may send ahead while a batch is being decoded. HTTP/2's default of 64 KiB makes it wait for each batch;
 * it took twice as long to collect a million rows; see docs/speed.md.
 */
const flowControlWindow = 16 * 1024 * 1024;

/** Opens the one channel of a session. Connecting happens with the first call. */
export function createGrpcTransport(connection: Connection, userAgent: string): Transport {
  const client = new Client(addressOf(connection), channelCredentials(connection), {
    'grpc.max_receive_message_length': maxMessageLength,
    'grpc.max_send_message_length': maxMessageLength,
    'grpc-node.flow_control_window': flowControlWindow,
    'grpc.primary_user_agent': userAgent,
    // A channel of its own: sessions with the same address must not share one, or closing one would matter to the other.
    'grpc.use_local_subchannel_pool': 1,
  });
  const metadata = callMetadata(connection);

  return {
    unary: (method, request, options) =>
      new Promise((resolve, reject) => {
        options?.signal?.throwIfAborted();
        const call = client.makeUnaryRequest(
          pathOf(method),
          serializer(method.input),
          deserializer(method.output),
          request,
          metadata,
          callOptions(options),
          (error, response) => {
            release();
            if (options?.signal?.aborted) reject(options.signal.reason as Error);
            else if (error) reject(error);
            else resolve(response!);
          },
        );
        const release = onAbort(options?.signal, () => call.cancel());
      }),

    async *serverStream(method, request, options) {
      options?.signal?.throwIfAborted();
      const call = client.makeServerStreamRequest(
        pathOf(method),
        serializer(method.input),
        deserializer(method.output),
        request,
        metadata,
        callOptions(options),
      );
      // The status of a call that we cancelled comes when nobody listens any more.
      call.on('error', () => {});
      const release = onAbort(options?.signal, () => call.cancel());
      try {
        for await (const message of call) yield message as never;
        options?.signal?.throwIfAborted();
      } catch (error) {
        options?.signal?.throwIfAborted();
        throw error;
      } finally {
        release();
        call.cancel();
      }
    },

    close: () => client.close(),
  };
}

function channelCredentials({ tls }: Connection): ChannelCredentials {
  return tls ? credentials.createSsl() : credentials.createInsecure();
}

function callMetadata({ token, headers }: Connection): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

function callOptions(options: RpcOptions | undefined): CallOptions {
  return options?.timeout === undefined ? {} : { deadline: Date.now() + options.timeout };
}

function pathOf(method: { readonly parent: { readonly typeName: string }; readonly name: string }): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function serializer<I extends DescMessage>(schema: I): (message: MessageShape<I>) => Buffer {
  return (message) => {
    const { buffer, byteOffset, byteLength } = toBinary(schema, message);
    return Buffer.from(buffer, byteOffset, byteLength);
  };
}

function deserializer<O extends DescMessage>(schema: O): (bytes: Buffer) => MessageShape<O> {
  return (bytes) => fromBinary(schema, bytes);
}

function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => {};
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** A transport to nowhere, for sessions that only build plans. */
export function createOfflineTransport(): Transport {
  const refuse = (): never => {
    throw new SparkConnectError('This session is offline: it builds plans but has no server to run them.');
  };
  return { unary: () => Promise.resolve().then(refuse), serverStream: refuse, close: () => {} };
}
