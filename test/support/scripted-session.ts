import { afterEach } from 'vitest';
import { parseConnectionString } from '../../src/client/connection-string.ts';
import { createGrpcTransport } from '../../src/client/grpc-transport.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../src/client/retry-policy.ts';
import { SparkConnectClient, type SparkConnectClientOptions } from '../../src/client/spark-connect-client.ts';
import { startScriptedServer, type ScriptedServer, type ScriptedServerOptions, type Step } from './scripted-server.ts';

/** Three retries within milliseconds. */
export const hurried: RetryPolicy = { ...defaultRetryPolicy, maxRetries: 3, initialBackoff: 1, maxBackoff: 2 };

export interface ScriptedSession {
  readonly server: ScriptedServer;
  readonly client: SparkConnectClient;
}

type ClientOptions = Partial<Omit<SparkConnectClientOptions, 'openTransport' | 'connection' | 'clientType'>>;

/** Opens a session on a new scripted server. Both end with the test. */
export async function openScripted(
  steps: readonly Step[] = [],
  { parameters = '', ...client }: ClientOptions & { readonly parameters?: string } = {},
  server: ScriptedServerOptions = {},
): Promise<ScriptedSession> {
  const scripted = await startScriptedServer(steps, server);
  const session = { server: scripted, client: createClient(scripted, parameters, client) };
  openSessions.push(session);
  await session.client.open({});
  return session;
}

function createClient({ port }: ScriptedServer, parameters: string, options: ClientOptions): SparkConnectClient {
  const connection = parseConnectionString(`sc://127.0.0.1:${port}/;${parameters}`);
  const openTransport = () => createGrpcTransport(connection, 'test');
  return new SparkConnectClient({ connection, openTransport, clientType: 'test', retryPolicy: hurried, ...options });
}

const openSessions: ScriptedSession[] = [];
afterEach(async () => {
  for (const { server, client } of openSessions.splice(0)) {
    await client.close();
    server.stop();
  }
});
