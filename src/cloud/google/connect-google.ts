import type { SessionControllerClient } from '@google-cloud/dataproc';
import type { TokenRequest } from '../../index.ts';
import { CloudError } from '../cloud-error.ts';
import { SparkSession } from '../../index.ts';
import { closing, type CloudConnection } from '../cloud-connection.ts';
import { loadPeer } from '../load-peer.ts';
import type { Startup } from '../startup.ts';
import { operationUrl, sessionUrl, type ConsolePlace } from './console-links.ts';
import { createGoogleClient } from './google-client.ts';
import { googleError } from './google-error.ts';
import type { GoogleServerlessOptions } from './google-options.ts';
import { ServerlessSession } from './serverless-session.ts';
import { startWebSocketBridge } from './websocket-bridge.ts';

/** Milliseconds to open the Spark session: the first calls go through the handshake of the bridge. */
const connectTimeout = 60_000;

/** Connects to a session of Dataproc Serverless, which is created if necessary. */
export async function connectGoogle(options: GoogleServerlessOptions, startup: Startup): Promise<CloudConnection> {
  const client = await createGoogleClient(options);
  // Before anything costs money.
  await loadPeer('ws', () => import('ws'));
  const session = new ServerlessSession(client, options);
  const { name, uuid, endpoint, isReused } = await session.start(startup);
  const place = { ...options, session: name };
  const end = async (): Promise<void> => {
    if (options.keep !== true) await session.end();
    await client.close();
  };
  try {
    const bridge = await startWebSocketBridge({
      endpoint,
      token: (request) => accessToken(client, options, request),
      tls: options.tls,
      explain: (status) => explainUpgrade(status, place),
    });
    return {
      builder: SparkSession.builder
        .remote(`sc://127.0.0.1:${bridge.port}/;session_id=${uuid}`)
        .connectTimeout(connectTimeout),
      session: name,
      isReused,
      consoleUrl: sessionUrl(place),
      operationUrl: (operationId) => operationUrl(place, operationId),
      ...closing(async () => {
        await bridge.close();
        await end();
      }),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Returns an access token of the credentials that the API client uses, which Google's library renews. */
async function accessToken(
  { auth }: SessionControllerClient,
  options: GoogleServerlessOptions,
  { refused }: TokenRequest,
): Promise<string> {
  try {
    const login = await auth.getClient();
    if (refused !== undefined && login.credentials.access_token === refused) login.credentials.expiry_date = 1;
    const { token } = await login.getAccessToken();
    if (token) return token;
    throw new CloudError(
      `Google's credentials gave no access token. Log in with "gcloud auth application-default login".`,
    );
  } catch (error) {
    throw googleError(error, options, 'an access token');
  }
}

/** Returns what it means that the session answers the request for a WebSocket with this HTTP status. */
function explainUpgrade(status: number, place: ConsolePlace): string {
  const { session, projectId } = place;
  const see = `See ${sessionUrl(place)}`;
  switch (status) {
    case 401:
      return `The session ${session} did not accept the access token (HTTP 401). Log in with "gcloud auth application-default login" as its creator`;
    case 403:
      return `The session ${session} denied the connection (HTTP 403). Only its creator, or a user with the role roles/dataproc.editor in project ${projectId}, can connect`;
    case 404:
    case 410:
      return `The session ${session} has ended (HTTP ${status}). ${see}`;
    default:
      return `The session ${session} did not accept the connection (HTTP ${status}). ${see}`;
  }
}
