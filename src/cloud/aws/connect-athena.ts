import { IllegalArgumentException } from '../../index.ts';
import type { CloudConnection } from '../cloud-connection.ts';
import { loadPeer } from '../load-peer.ts';
import type { Startup } from '../startup.ts';
import { clientConfig } from './aws-client.ts';
import type { AthenaOptions } from './aws-options.ts';
import { connectAws } from './aws-session.ts';

const platform = {
  name: 'Athena',
  grants:
    'Allow athena:StartSession, athena:GetSessionStatus, athena:GetSessionEndpoint and athena:TerminateSession on the workgroup.',
  ready: ['IDLE', 'BUSY'],
  failed: ['TERMINATING', 'TERMINATED', 'DEGRADED', 'FAILED'],
};

/** Connects to a session of Athena for Apache Spark. */
export async function connectAthena(options: AthenaOptions, startup: Startup): Promise<CloudConnection> {
  const sdk = await loadPeer('@aws-sdk/client-athena', () => import('@aws-sdk/client-athena'));
  const client = new sdk.AthenaClient(clientConfig(options));
  return connectAws(
    {
      ...platform,
      async start() {
        const { workGroup, properties, maxConcurrentDpus, executionRole, idleTimeout } = options;
        if (workGroup === undefined) throw new IllegalArgumentException('A new session of Athena requires workGroup.');
        const { SessionId } = await client.send(
          new sdk.StartSessionCommand({
            WorkGroup: workGroup,
            EngineConfiguration: {
              ...(maxConcurrentDpus !== undefined && { MaxConcurrentDpus: maxConcurrentDpus }),
              ...(properties && { Classifications: [{ Name: 'spark-defaults', Properties: { ...properties } }] }),
            },
            ...(executionRole !== undefined && { ExecutionRole: executionRole }),
            ...(idleTimeout !== undefined && { SessionIdleTimeoutInMinutes: idleTimeout }),
          }),
        );
        return SessionId!;
      },
      async state(SessionId) {
        const { Status } = await client.send(new sdk.GetSessionStatusCommand({ SessionId }));
        return { state: Status?.State ?? 'UNKNOWN', reason: Status?.StateChangeReason };
      },
      async endpoint(SessionId) {
        const answer = await client.send(new sdk.GetSessionEndpointCommand({ SessionId }));
        return { url: answer.EndpointUrl, token: answer.AuthToken, expiresAt: answer.AuthTokenExpirationTime };
      },
      async end(SessionId) {
        await client.send(new sdk.TerminateSessionCommand({ SessionId }));
      },
      consoleUrl: () => undefined,
    },
    options,
    startup,
  );
}
