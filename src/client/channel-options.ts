import { readFileSync } from 'node:fs';
import {
  credentials,
  type CallCredentials,
  type Channel,
  type ChannelCredentials,
  type ChannelOptions,
} from '@grpc/grpc-js';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { Connection } from './connection-string.ts';

/**
 * How to speak TLS. Each part is PEM, as text or bytes, or `{ file }` to read it from.
 *
 * @example
 * ```ts
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
  /** The authorities to trust; unless given, those that Node trusts. */
  readonly ca?: Pem;
  /** The client's own certificate, for servers that ask for one, with its `key`. */
  readonly cert?: Pem;
  readonly key?: Pem;
  /** The name that the server's certificate has to carry, where it is not the host of the connection string. */
  readonly serverName?: string;
}

/** A certificate or key in PEM form, or the file that holds it. */
export type Pem = string | Uint8Array | { readonly file: string };

/** A bearer token, or where to get one: asked before every call, so it should remember a token as long as it is good. */
export type TokenSource = string | (() => string | Promise<string>);

/** Makes the channel that calls go through, where the usual way to the server does not fit: a gateway, a tunnel, an interceptor. */
export type ChannelFactory = (address: string, credentials: ChannelCredentials, options: ChannelOptions) => Channel;

/** How a session's channel differs from the usual one. */
export interface ChannelSettings {
  readonly tls?: TlsOptions | undefined;
  readonly token?: TokenSource | undefined;
  /** Lets the token travel without TLS. */
  readonly tokenOverPlaintext?: boolean | undefined;
  readonly callCredentials?: CallCredentials | undefined;
  readonly channelFactory?: ChannelFactory | undefined;
  /** Options of grpc-js, over our own. */
  readonly channelOptions?: ChannelOptions | undefined;
}

/** Spark's own clients take messages of this size; grpc-js' default of 4 MiB is less than one Arrow batch may have. */
const maxMessageLength = 128 * 1024 * 1024;

/**
 * What the server may send ahead while a batch is being decoded: a few batches. HTTP/2's default of 64 KiB makes it wait for
 * each batch; it took twice as long to collect a million rows; see docs/speed.md.
 */
const flowControlWindow = 16 * 1024 * 1024;

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
    // A channel of its own: sessions with the same address must not share one, or closing one would matter to the other.
    'grpc.use_local_subchannel_pool': 1,
    // The retry policy decides when to try again; grpc-js' own waits, up to two minutes, would turn its tries into nothing.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    // Finds a dead connection under a call without a deadline. A 3.5 server hangs up on pings more frequent than every five minutes.
    'grpc.keepalive_time_ms': 360_000,
    'grpc.keepalive_timeout_ms': 20_000,
    ...(settings.tls?.serverName !== undefined && { 'grpc.ssl_target_name_override': settings.tls.serverName }),
    ...settings.channelOptions,
  };
}

/** @throws IllegalArgumentException where a secret would travel in the clear, or a PEM file cannot be read. */
export function channelCredentials(connection: Connection, settings: ChannelSettings): ChannelCredentials {
  const { tls, token, tokenOverPlaintext = false, callCredentials } = settings;
  const secretive = callCredentials !== undefined || (token !== undefined && !tokenOverPlaintext);
  if (connection.tls === false && (tls !== undefined || secretive)) {
    throw new IllegalArgumentException(
      `The connection string says use_ssl=false, but ${tls ? 'tls()' : 'a secret'} needs TLS; leave out use_ssl${
        token === undefined ? '' : ', or call token(…, { plaintext: true }) to send the token in the clear'
      }.`,
    );
  }
  if (!connection.tls && tls === undefined && !secretive) return credentials.createInsecure();
  const { ca, cert, key } = tls ?? {};
  if ((cert === undefined) !== (key === undefined)) {
    throw new IllegalArgumentException('tls() needs cert and key together: the one is useless without the other.');
  }
  return credentials.createSsl(pem('ca', ca), pem('key', key), pem('cert', cert));
}

function pem(what: string, value: Pem | undefined): Buffer | null {
  if (value === undefined) return null;
  const bytes =
    typeof value === 'string' || value instanceof Uint8Array ? Buffer.from(value) : readPem(what, value.file);
  if (bytes.includes('-----BEGIN ')) return bytes;
  throw new IllegalArgumentException(`tls() was given a ${what} that is no PEM, which begins with -----BEGIN.`);
}

function readPem(what: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new IllegalArgumentException(`tls() cannot read ${what} from ${file} (${code}); name a PEM file.`, {
      cause: error,
    });
  }
}
