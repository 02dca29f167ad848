import { fromBinary, type DescMessage, type DescMethod, type MessageShape } from '@bufbuild/protobuf';
import { Channel, Metadata, connectivityState, status } from '@grpc/grpc-js';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { channelCredentials, channelOptions, type ChannelSettings } from './channel-options.ts';
import { addressOf, type Connection } from './connection-string.ts';
import { encode } from './deep-message.ts';
import { GrpcCall } from './grpc-call.ts';
import { createRpcError } from './rpc-error.ts';
import type { RpcOptions, Transport } from './transport.ts';

/** Opens the channel that all calls of a session share. It connects with the first call. Nothing is retried. */
export function createGrpcTransport(
  connection: Connection,
  userAgent: string,
  settings: ChannelSettings = {},
): Transport {
  const security = channelCredentials(connection, settings);
  const options = channelOptions(connection, userAgent, settings);
  const { callCredentials, channelFactory = (...given) => new Channel(...given) } = settings;
  const open = (): Channel => channelFactory(addressOf(connection), security, options);
  let channel = open();

  function begin(method: DescMethod, { signal, timeout, headers }: RpcOptions): GrpcCall {
    signal?.throwIfAborted();
    const metadata = callMetadata({ ...connection.headers, ...headers });
    const deadline = timeout === undefined ? Infinity : Date.now() + timeout;
    const core = channel.createCall(pathOf(method), deadline, null, null, null);
    if (callCredentials) core.setCredentials(callCredentials);
    return new GrpcCall(core, metadata, signal);
  }

  return {
    async unary(method, request, options = {}) {
      using call = begin(method, options);
      call.sendAll(bytesOf(method.input, request));
      return messageOf(method.output, await call.single());
    },

    async *serverStream(method, request, options = {}) {
      using call = begin(method, options);
      call.sendAll(bytesOf(method.input, request));
      for await (const message of call) yield messageOf(method.output, message);
    },

    async clientStream(method, requests, options = {}) {
      using call = begin(method, options);
      await call.sendEach(requests, (request) => bytesOf(method.input, request));
      return messageOf(method.output, await call.single());
    },

    isConnected: () => channel.getConnectivityState(false) === connectivityState.READY,

    reconnect() {
      // Closing rejects new calls only; running calls continue.
      channel.close();
      channel = open();
    },

    close: () => channel.close(),
  };
}

function callMetadata(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

function bytesOf<I extends DescMessage>(schema: I, message: MessageShape<I>): Buffer {
  const { buffer, byteOffset, byteLength } = encoded(schema, message);
  return Buffer.from(buffer, byteOffset, byteLength);
}

function encoded<I extends DescMessage>(schema: I, message: MessageShape<I>): Uint8Array {
  try {
    return encode(schema, message);
  } catch (error) {
    throw new IllegalArgumentException(encodingFailure(schema.name, error as Error), { cause: error });
  }
}

/** Derives a message about the field that cannot be encoded from the error of protobuf-es. */
function encodingFailure(request: string, { message }: Error): string {
  const [, field = request, bits, value = message] =
    /^cannot encode field (?:spark\.connect\.)?([\w.]+) to binary: (?:invalid int(\d+): )?(.*)/s.exec(message) ?? [];
  return bits === undefined
    ? `The value of ${field} cannot be sent: ${value}.`
    : `${field} takes ${bits}-bit integers, not ${value}.`;
}

/** Schemas may be nested deeper than the 100 levels that protobuf-es allows by default. */
const recursionLimit = 10_000;

function messageOf<O extends DescMessage>(schema: O, bytes: Buffer): MessageShape<O> {
  try {
    return fromBinary(schema, bytes, { recursionLimit });
  } catch (error) {
    const details = `The server sent a message that is not a valid ${schema.name}: ${(error as Error).message}`;
    throw createRpcError({ code: status.INTERNAL, details });
  }
}
