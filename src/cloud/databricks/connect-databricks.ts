import { IllegalArgumentException, SparkSession, type TokenSource } from '../../index.ts';
import { closing, type CloudConnection } from '../cloud-connection.ts';
import { ExpiringToken } from '../expiring-token.ts';
import type { Startup } from '../startup.ts';
import type { DatabricksOptions } from './databricks-options.ts';
import { requestOAuthToken } from './oauth-token.ts';

/** Milliseconds to open the Spark session: a stopped cluster starts with the first call. */
const connectTimeout = 600_000;

/** Connects to a cluster of a Databricks workspace. */
export async function connectDatabricks(options: DatabricksOptions, startup: Startup): Promise<CloudConnection> {
  const workspace = workspaceOf(required(options.host, 'DATABRICKS_HOST', 'host'));
  const clusterId = required(options.clusterId, 'DATABRICKS_CLUSTER_ID', 'clusterId');
  startup.session = clusterId;
  startup.report(`Logging in to ${workspace.host}.`);
  const token = await loginTo(workspace, options);
  const port = workspace.port === '' ? '443' : workspace.port;
  return {
    builder: SparkSession.builder
      .remote(
        `sc://${workspace.hostname}:${port}/;use_ssl=true;x-databricks-cluster-id=${encodeURIComponent(clusterId)}`,
      )
      .token(token, { refusals: ['UNAUTHENTICATED', 'PERMISSION_DENIED'] })
      .connectTimeout(connectTimeout),
    session: clusterId,
    isReused: true,
    consoleUrl: new URL(`/compute/clusters/${clusterId}`, workspace).href,
    operationUrl: () => undefined,
    // The cluster belongs to the workspace.
    ...closing(async () => {}),
  };
}

async function loginTo(workspace: URL, options: DatabricksOptions): Promise<TokenSource> {
  const given = options.clientId ?? (options.token === undefined ? process.env['DATABRICKS_CLIENT_ID'] : undefined);
  if (given === undefined) return required(options.token, 'DATABRICKS_TOKEN', 'token or clientId');
  const clientSecret = required(options.clientSecret, 'DATABRICKS_CLIENT_SECRET', 'clientSecret');
  const login = { clientId: given, clientSecret };
  // Now, because wrong credentials should fail here.
  const first = await requestOAuthToken(workspace, login);
  return new ExpiringToken(() => requestOAuthToken(workspace, login), first).source;
}

function required(value: string | undefined, variable: string, option: string): string {
  const found = value ?? process.env[variable];
  if (found !== undefined && found !== '') return found;
  throw new IllegalArgumentException(`Databricks requires ${option}: pass it to connect(), or set ${variable}.`);
}

function workspaceOf(host: string): URL {
  const text = /^https?:\/\//.test(host) ? host : `https://${host}`;
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return new URL(text);
  throw new IllegalArgumentException(
    `host must be the https:// address of the workspace, not ${JSON.stringify(host)}.`,
  );
}
