import { CloudError } from '../cloud-error.ts';
import type { IssuedToken } from '../expiring-token.ts';

const requestTimeout = 30_000;

/** The answer of the token endpoint. */
interface TokenAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
  readonly error_description?: unknown;
  readonly error?: unknown;
}

/**
 * Requests an access token for a service principal.
 *
 * @throws CloudError when the workspace does not issue one. The message contains no secret.
 */
export async function requestOAuthToken(
  workspace: URL,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<IssuedToken> {
  const sentAt = Date.now();
  const response = await fetch(new URL('/oidc/v1/token', workspace), {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' }).toString(),
    // The secret must not follow a redirect.
    redirect: 'error',
    signal: AbortSignal.timeout(requestTimeout),
  }).catch((error: unknown) => {
    const { code = 'no answer' } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    throw new CloudError(`The workspace ${workspace.host} cannot be reached (${code}). Check host and the network.`, {
      cause: error,
    });
  });
  const answer = (await response.json().catch(() => ({}))) as TokenAnswer;
  const { access_token: token, expires_in: lifetime } = answer;
  if (response.ok && typeof token === 'string' && typeof lifetime === 'number')
    return { token, expiresAt: sentAt + lifetime * 1000 };
  const reason = [answer.error_description, answer.error].find((text) => typeof text === 'string');
  throw new CloudError(
    `The workspace ${workspace.host} issued no token for the service principal ${clientId} (HTTP ${response.status}${reason === undefined ? '' : `, ${String(reason)}`}). Check its client ID and secret, and that it is assigned to the workspace.`,
  );
}
