import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** A parsed `sc://` string, with Spark's defaults filled in. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  /**
   * Whether to use TLS. Undefined if the string does not say, which means no TLS unless another setting requires it.
   */
  readonly tls?: boolean;
  readonly token?: string;
  readonly userId?: string;
  readonly userAgent?: string;
  readonly sessionId?: string;
  /** Maximum message size in bytes, in both directions. */
  readonly maxMessageSize?: number;
  /** Parameters unknown to Spark, sent as gRPC metadata with every call. */
  readonly headers: Readonly<Record<string, string>>;
}

const defaultPort = 15002;
/** Format of session and operation ids. */
export const uuidPattern: RegExp = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Metadata names that gRPC accepts. Names that end with -bin are binary and therefore excluded. */
export const headerName: RegExp = /^(?!.*-bin$)[0-9a-z_.-]+$/i;
const headerValue = /^[ -~]*$/;
const grammar = 'sc://host[:port][/;name=value;…]';

/**
 * Parses a Spark Connect connection string, `sc://host[:port][/;name=value;…]`.
 *
 * Names are case-sensitive, and values are percent-decoded. `token` implies TLS. The other names known to Spark are
 * `use_ssl`, `user_id`, `user_agent`, `session_id` and `grpc_max_message_size`.
 *
 * @throws {@link IllegalArgumentException} when part of the string is invalid. The message does not include the string,
 * which may contain a token.
 */
export function parseConnectionString(text: string): Connection {
  const match = /^sc:\/\/(\[[^\]]*\]|[^:/;?#@]*)(?::([^/;?#@]*))?(\/.*)?$/.exec(text);
  if (!match) refuse(`must have the form ${grammar}`);
  const [, rawHost = '', rawPort, path = ''] = match;
  const host = rawHost.replace(/^\[(.*)\]$/, '$1');
  if (host === '') refuse('has no host');
  const parameters = parseParameters(path);
  const port = parsePort(rawPort);
  const { token, use_ssl, user_id, user_agent, session_id, grpc_max_message_size, ...headers } = parameters;
  if (token === '') refuse('has an empty token');
  if (token !== undefined && use_ssl === 'false') {
    refuse(
      'has a token with use_ssl=false, which would send the token unencrypted; remove use_ssl, or call token(…, { plaintext: true }) on the builder to allow this',
    );
  }
  if (use_ssl !== undefined && use_ssl !== 'true' && use_ssl !== 'false')
    refuse('accepts only true or false for use_ssl');
  if (token !== undefined && !headerValue.test(token)) refuse('has a token that cannot be sent in a header');
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name) || !headerValue.test(value)) {
      refuse(`has a parameter ${name} that Spark does not know and that cannot be sent as a header`);
    }
  }
  if (session_id !== undefined && !uuidPattern.test(session_id)) refuse('has a session_id that is not a UUID');
  const maxMessageSize = grpc_max_message_size === undefined ? undefined : parseSize(grpc_max_message_size);
  const tls = token !== undefined || use_ssl === 'true' ? true : use_ssl === 'false' ? false : undefined;
  return {
    host,
    port,
    ...(tls !== undefined && { tls }),
    ...(token !== undefined && { token }),
    ...(user_id !== undefined && { userId: user_id }),
    ...(user_agent !== undefined && { userAgent: user_agent }),
    ...(session_id !== undefined && { sessionId: session_id }),
    ...(maxMessageSize !== undefined && { maxMessageSize }),
    headers,
  };
}

/** Returns the `host:port` to connect to, with an IPv6 host in brackets. */
export function addressOf({ host, port }: Pick<Connection, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return defaultPort;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) refuse('has a port that is not a number from 1 to 65535');
  return port;
}

function parseSize(text: string): number {
  const size = Number(text);
  if (!/^\d+$/.test(text) || size < 1 || size > 2_147_483_647) {
    refuse('has a grpc_max_message_size that is not a number of bytes from 1 to 2147483647');
  }
  return size;
}

function parseParameters(path: string): Record<string, string> {
  if (path === '' || path === '/') return {};
  if (!path.startsWith('/;')) refuse(`must not have a path, only parameters after "/;" as in ${grammar}`);
  const parameters: Record<string, string> = {};
  for (const pair of path.slice(2).split(';')) {
    if (pair === '') continue;
    const [name = '', value, ...rest] = pair.split('=');
    if (name === '' || value === undefined || rest.length > 0) {
      refuse('has a parameter that is not name=value; write an equals sign inside a value as %3D');
    }
    if (Object.hasOwn(parameters, name)) refuse(`contains the parameter ${name} twice`);
    try {
      parameters[name] = decodeURIComponent(value);
    } catch {
      refuse(`has a value for ${name} that is not percent-encoded correctly`);
    }
  }
  return parameters;
}

function refuse(reason: string): never {
  throw new IllegalArgumentException(`The connection string ${reason}.`);
}
