import { fromBinary, toBinary, type DescMessage, type DescMethod, type MessageShape } from '@bufbuild/protobuf';
import { Client, Metadata, connectivityState, status, type CallCredentials, type CallOptions } from '@grpc/grpc-js';
import { channelCredentials, channelOptions, type ChannelSettings, type TokenSource } from './channel-options.ts';
import { addressOf, type Connection } from './connection-string.ts';
import { createRpcError } from './rpc-error.ts';
import { ServerStream } from './server-stream.ts';
import type { Transport } from './transport.ts';

/** Opens the one channel of a session, which all its calls share. Connecting happens with the first call. */
export function createGrpcTransport(
  connection: Connection,
  userAgent: string,
  settings: ChannelSettings = {},
): Transport {
  const address = addressOf(connection);
  const security = channelCredentials(connection, settings);
  const { channelFactory, callCredentials } = settings;
  const options = {
    ...channelOptions(connection, userAgent, settings),
    ...(channelFactory && { channelFactoryOverride: channelFactory }),
  };
  const open = (): Client => new Client(address, security, { ...options });
  const token = settings.token ?? connection.token;
  let client = open();

  return {
    async unary(method, request, { signal, timeout } = {}) {
      const metadata = await callMetadata(connection, token, signal);
      return new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          pathOf(method),
          serializer(method.input),
          deserializer(method.output),
          request,
          metadata,
          callOptions(timeout, callCredentials),
          (error, response) => {
            release();
            if (signal?.aborted) reject(signal.reason as Error);
            else if (error) reject(error);
            else resolve(response!);
          },
        );
        const release = onAbort(signal, () => call.cancel());
      });
    },

    async *serverStream(method, request, { signal, timeout } = {}) {
      const metadata = await callMetadata(connection, token, signal);
      const call = client.getChannel().createCall(pathOf(method), deadlineAfter(timeout), null, null, null);
      if (callCredentials) call.setCredentials(callCredentials);
      const stream = new ServerStream(call, metadata, serializer(method.input)(request));
      const parse = deserializer(method.output);
      const release = onAbort(signal, () => stream.cancel());
      try {
        for await (const message of stream) {
          signal?.throwIfAborted();
          yield parse(message);
        }
        signal?.throwIfAborted();
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        release();
        stream.cancel();
      }
    },

    async clientStream(method, requests, { signal, timeout } = {}) {
      const metadata = await callMetadata(connection, token, signal);
      let release = (): void => {};
      try {
        return await new Promise((resolve, reject) => {
          const call = client.makeClientStreamRequest(
            pathOf(method),
            serializer(method.input),
            deserializer(method.output),
            metadata,
            callOptions(timeout, callCredentials),
            (error, response) => (error ? reject(error) : resolve(response!)),
          );
          release = onAbort(signal, () => call.cancel());
          send(call, requests).catch((error: Error) => {
            call.cancel();
            reject(error);
          });
        });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        release();
      }
    },

    isConnected: () => client.getChannel().getConnectivityState(false) === connectivityState.READY,

    reconnect() {
      // Closing only keeps new calls away; those under way end by themselves.
      client.close();
      client = open();
    },

    close: () => client.close(),
  };
}

/** Writes as fast as the call takes it; stops, without an error of its own, once the call has ended. */
async function send<Message>(
  call: ReturnType<typeof Client.prototype.makeClientStreamRequest<Message, unknown>>,
  messages: AsyncIterable<Message>,
): Promise<void> {
  let ended = false;
  call.once('status', () => (ended = true));
  call.on('error', () => {});
  for await (const message of messages) {
    if (ended) return;
    if (call.write(message)) continue;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        call.off('drain', go).off('status', go);
        resolve();
      };
      call.on('drain', go).on('status', go);
    });
  }
  call.end();
}

async function callMetadata(
  { headers }: Connection,
  token: TokenSource | undefined,
  signal: AbortSignal | undefined,
): Promise<Metadata> {
  signal?.throwIfAborted();
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  if (token !== undefined) {
    metadata.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
    signal?.throwIfAborted();
  }
  return metadata;
}

function callOptions(timeout: number | undefined, callCredentials: CallCredentials | undefined): CallOptions {
  return {
    deadline: deadlineAfter(timeout),
    ...(callCredentials && { credentials: callCredentials }),
  };
}

function deadlineAfter(timeout: number | undefined): number {
  return timeout === undefined ? Infinity : Date.now() + timeout;
}

function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

function serializer<I extends DescMessage>(schema: I): (message: MessageShape<I>) => Buffer {
  return (message) => {
    const { buffer, byteOffset, byteLength } = toBinary(schema, message);
    return Buffer.from(buffer, byteOffset, byteLength);
  };
}

function deserializer<O extends DescMessage>(schema: O): (bytes: Buffer) => MessageShape<O> {
  return (bytes) => {
    try {
      return fromBinary(schema, bytes);
    } catch (error) {
      const details = `The server sent a message that is no ${schema.name}: ${(error as Error).message}`;
      throw createRpcError({ code: status.INTERNAL, details });
    }
  };
}

function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => {};
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
