import { readFile } from 'node:fs/promises';
import { UserError } from '../../command-line/user-error.ts';
import { reasonOf } from './client-properties.ts';

/** A token for SASL OAUTHBEARER, as it is sent to the broker. */
export interface BearerToken {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** SASL extensions, such as `logicalCluster`. */
  readonly extensions?: Readonly<Record<string, string>>;
}

/** Fetches a token. */
export type TokenSource = () => Promise<BearerToken>;

/** Where to get tokens for a client with a secret. */
export interface ClientCredentials {
  /** The URL of the token endpoint, or a `file:` URL of a file with a token. */
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string | undefined;
}

/** The share of its lifetime for which a token is used, as in Kafka's clients. */
const usedShare = 0.8;
const requestTimeoutMs = 10_000;
const googleScope = 'https://www.googleapis.com/auth/cloud-platform';

/** Keeps a token until most of its lifetime is over. Concurrent callers share one request. */
export function cachedToken(fetchToken: TokenSource): TokenSource {
  let current: BearerToken | undefined;
  let pending: Promise<BearerToken> | undefined;
  return async () => {
    if (current && Date.now() < current.issuedAt + usedShare * (current.expiresAt - current.issuedAt)) return current;
    pending ??= fetchToken().finally(() => (pending = undefined));
    return (current = await pending);
  };
}

/**
 * Returns a token without a signature, for brokers that accept such tokens in tests. `claims` must contain `sub`.
 */
export function unsecuredToken(claims: Readonly<Record<string, unknown>>, lifetimeSeconds: number): TokenSource {
  return () => {
    const issuedAt = Date.now();
    const expiresAt = issuedAt + lifetimeSeconds * 1000;
    const payload = { ...claims, iat: issuedAt / 1000, exp: expiresAt / 1000 };
    return Promise.resolve({ value: `${encode({ alg: 'none' })}.${encode(payload)}.`, issuedAt, expiresAt });
  };
}

/** Gets tokens with OAuth 2.0 client credentials, or from a file. */
export function clientCredentialsToken(credentials: ClientCredentials): TokenSource {
  return async () => {
    const url = new URL(credentials.endpoint);
    const value = url.protocol === 'file:' ? await readToken(url) : await requestToken(url, credentials);
    const { iat, exp } = claimsOf(value);
    const issuedAt = typeof iat === 'number' ? iat * 1000 : Date.now();
    // Like Kafka's client, this refuses tokens of which it cannot tell how long they are valid.
    if (typeof exp !== 'number') {
      throw new UserError(
        `The token from ${shown(url)} is not a JWT with the claim "exp", which OAUTHBEARER needs. Check its endpoint.`,
      );
    }
    return { value, issuedAt, expiresAt: exp * 1000 };
  };
}

async function readToken(url: URL): Promise<string> {
  try {
    return (await readFile(url, 'utf8')).trim();
  } catch (error) {
    throw new UserError(`The token file ${url.pathname} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

async function requestToken(url: URL, { clientId, clientSecret, scope }: ClientCredentials): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      accept: 'application/json',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  }).catch((error: unknown) => {
    throw new UserError(`The token endpoint ${shown(url)} cannot be reached: ${fetchReason(error)}.`, { cause: error });
  });
  const body = (await answer.json().catch(() => ({}))) as { readonly access_token?: unknown; readonly error?: unknown };
  if (!answer.ok) {
    const reason = typeof body.error === 'string' && /^[\w.-]{1,60}$/.test(body.error) ? ` (${body.error})` : '';
    throw new UserError(
      `The token endpoint ${shown(url)} refuses the client ID or secret with status ${answer.status}${reason}. Check clientId and clientSecret in sasl.jaas.config.`,
    );
  }
  if (typeof body.access_token !== 'string')
    throw new UserError(`The token endpoint ${shown(url)} returned no access_token.`);
  return body.access_token;
}

/** Returns the URL without a password or parameters. */
function shown({ origin, pathname, protocol }: URL): string {
  return protocol === 'file:' ? pathname : `${origin}${pathname}`;
}

function fetchReason(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: reason } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return code ?? (reason || message);
}

/**
 * Gets access tokens from Google's application default credentials and packs them as Google's login handler for Java does: a header
 * that names the kind, claims, and the access token, each in base64url.
 */
export function googleToken(): TokenSource {
  return async () => {
    const { GoogleAuth } = await import('google-auth-library').catch((error: unknown) => {
      throw new UserError(
        'Tokens of Google need the package google-auth-library. Install it with "npm install google-auth-library".',
        { cause: error },
      );
    });
    const auth = new GoogleAuth({ scopes: googleScope });
    try {
      const client = await auth.getClient();
      const { token } = await client.getAccessToken();
      const { expiry_date: expiresAt, id_token: idToken } = client.credentials;
      if (!token || !expiresAt) throw new Error('they gave no access token');
      const account = (await auth.getCredentials()).client_email ?? (idToken ? claimsOf(idToken)['email'] : undefined);
      if (typeof account !== 'string') throw new Error('they name no account, which OAUTHBEARER needs');
      const issuedAt = Date.now();
      const claims = {
        exp: Math.floor(expiresAt / 1000),
        iat: Math.floor(issuedAt / 1000),
        scope: 'kafka',
        sub: account,
      };
      const header = { typ: 'JWT', alg: 'GOOG_OAUTH2_TOKEN' };
      const value = [encode(header), encode(claims), Buffer.from(token).toString('base64url')].join('.');
      return { value, issuedAt, expiresAt };
    } catch (error) {
      throw new UserError(
        `Google's application default credentials give no token for Kafka: ${googleReason(error)}. Run "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS.`,
        { cause: error },
      );
    }
  };
}

function googleReason(error: unknown): string {
  const { message } = error as Error;
  if (/invalid_grant|invalid_rapt/.test(message)) return 'the login has expired or was revoked';
  if (/Could not load the default credentials/.test(message)) return 'there are none on this machine';
  return message.split('\n')[0]!.replace(/[\s.]+$/, '');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Returns the claims of a JWT, without checking its signature. Returns none for other tokens. */
function claimsOf(jwt: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
