import { readFileSync } from 'node:fs';
import {
  credentials,
  type CallCredentials,
  type Channel,
  type ChannelCredentials,
  type ChannelOptions,
} from '@grpc/grpc-js';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { TokenSource } from './call-token.ts';
import type { Connection } from './connection-string.ts';

/**
 * TLS options. Certificates and keys are PEM, given as a string, as bytes or as `{ file }`.
 *
 * @example
 * ```ts no-run: needs a server with TLS
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder
 *   .remote('sc://spark.example.com:443')
 *   .tls({ ca: { file: 'company-ca.pem' }, cert: { file: 'me.pem' }, key: { file: 'me.key' } })
 *   .getOrCreate();
 * await spark.stop();
 * ```
 */
export interface TlsOptions {
  /** Trusted certificate authorities. Default: those that Node trusts. */
  readonly ca?: Pem;
  /** Client certificate, for servers that request one. Requires `key`. */
  readonly cert?: Pem;
  readonly key?: Pem;
  /** Name expected in the server's certificate. Default: the host in the connection string. */
  readonly serverName?: string;
}

/** A certificate or key in PEM format, or the file that contains it. */
export type Pem = string | Uint8Array | { readonly file: string };

/** Creates the gRPC channel of a session, for example to use a gateway, a tunnel or an interceptor. */
export type ChannelFactory = (address: string, credentials: ChannelCredentials, options: ChannelOptions) => Channel;

/** Settings of a session's gRPC channel. */
export interface ChannelSettings {
  readonly tls?: TlsOptions | undefined;
  readonly token?: TokenSource | undefined;
  /** Whether to send the token even without TLS. */
  readonly tokenOverPlaintext?: boolean | undefined;
  readonly callCredentials?: CallCredentials | undefined;
  readonly channelFactory?: ChannelFactory | undefined;
  /** Options of grpc-js, which override the defaults of this client. */
  readonly channelOptions?: ChannelOptions | undefined;
}

/** In bytes, as in Spark's own clients. An Arrow batch can exceed the grpc-js default of 4 MiB. */
const maxMessageLength = 128 * 1024 * 1024;

/**
 * In bytes: enough for the server to send a few batches ahead while one is being decoded. With HTTP/2's default of 64
 * KiB it waits for each batch, and collecting a million rows took twice as long; see docs/speed.md.
 *
 * What is on its way is lost if the connection breaks. The server keeps the last 10 MB that it has sent
 * (`spark.connect.execute.reattachable.observerRetryBufferSize`), so the window, and the few batches around it, must be
 * smaller, or a result cannot be resumed (`INVALID_CURSOR.POSITION_NOT_AVAILABLE`).
 */
const flowControlWindow = 4 * 1024 * 1024;

export function channelOptions(
  { maxMessageSize }: Connection,
  userAgent: string,
  settings: ChannelSettings,
): ChannelOptions {
  return {
    'grpc.max_receive_message_length': maxMessageSize ?? maxMessageLength,
    'grpc.max_send_message_length': maxMessageSize ?? maxMessageLength,
    'grpc-node.flow_control_window': flowControlWindow,
    'grpc.primary_user_agent': userAgent,
    // Sessions with the same address must not share a connection, or closing one would affect the other.
    'grpc.use_local_subchannel_pool': 1,
    // The retry policy decides when to try again; with grpc-js' own backoff of up to two minutes, its attempts would
    // fail at once.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    // Detects a dead connection during a call without a deadline. A 3.5 server closes connections that ping more often
    // than every five minutes.
    'grpc.keepalive_time_ms': 360_000,
    'grpc.keepalive_timeout_ms': 20_000,
    ...(settings.tls?.serverName !== undefined && { 'grpc.ssl_target_name_override': settings.tls.serverName }),
    ...settings.channelOptions,
  };
}

/** @throws IllegalArgumentException when a secret would be sent unencrypted, or a PEM file cannot be read. */
export function channelCredentials(connection: Connection, settings: ChannelSettings): ChannelCredentials {
  const { tls, token, tokenOverPlaintext = false, callCredentials } = settings;
  const hasSecret = callCredentials !== undefined || (token !== undefined && !tokenOverPlaintext);
  if (connection.tls === false && (tls !== undefined || hasSecret)) {
    throw new IllegalArgumentException(
      `The connection string sets use_ssl=false, but ${tls ? 'tls()' : 'a secret'} requires TLS. Remove use_ssl${
        token === undefined ? '' : ', or call token(…, { plaintext: true }) to send the token unencrypted'
      }.`,
    );
  }
  if (!connection.tls && tls === undefined && !hasSecret) return credentials.createInsecure();
  const { ca, cert, key } = tls ?? {};
  if ((cert === undefined) !== (key === undefined)) {
    throw new IllegalArgumentException('tls() requires cert and key together.');
  }
  return credentials.createSsl(pem('ca', ca), pem('key', key), pem('cert', cert));
}

function pem(what: string, value: Pem | undefined): Buffer | null {
  if (value === undefined) return null;
  const bytes =
    typeof value === 'string' || value instanceof Uint8Array ? Buffer.from(value) : readPem(what, value.file);
  if (bytes.includes('-----BEGIN ')) return bytes;
  throw new IllegalArgumentException(`The ${what} given to tls() is not in PEM format, which starts with -----BEGIN.`);
}

function readPem(what: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new IllegalArgumentException(
      `tls() cannot read ${what} from ${file} (${code}). Specify a readable PEM file.`,
      {
        cause: error,
      },
    );
  }
}
