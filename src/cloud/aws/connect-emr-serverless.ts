import { IllegalArgumentException } from '../../index.ts';
import type { CloudConnection } from '../cloud-connection.ts';
import { loadPeer } from '../load-peer.ts';
import type { Startup } from '../startup.ts';
import { clientConfig } from './aws-client.ts';
import type { EmrServerlessOptions } from './aws-options.ts';
import { connectAws } from './aws-session.ts';

const platform = {
  name: 'EMR Serverless',
  grants:
    'Allow emr-serverless:StartSession, GetSession, GetSessionEndpoint and TerminateSession on the application, and iam:PassRole on the execution role.',
  ready: ['STARTED', 'IDLE', 'BUSY'],
  failed: ['TERMINATING', 'TERMINATED', 'FAILED'],
};

/** Connects to a session of EMR Serverless. */
export async function connectEmrServerless(options: EmrServerlessOptions, startup: Startup): Promise<CloudConnection> {
  const sdk = await loadPeer('@aws-sdk/client-emr-serverless', () => import('@aws-sdk/client-emr-serverless'));
  const client = new sdk.EMRServerlessClient(clientConfig(options));
  const { applicationId } = options;
  return connectAws(
    {
      ...platform,
      async start() {
        const { executionRole, name, properties, idleTimeout } = options;
        if (executionRole === undefined)
          throw new IllegalArgumentException('A new session of EMR Serverless requires executionRole.');
        const { sessionId } = await client.send(
          new sdk.StartSessionCommand({
            applicationId,
            executionRoleArn: executionRole,
            ...(name !== undefined && { name }),
            ...(idleTimeout !== undefined && { idleTimeoutMinutes: idleTimeout }),
            ...(properties && {
              configurationOverrides: {
                runtimeConfiguration: [{ classification: 'spark-defaults', properties: { ...properties } }],
              },
            }),
          }),
        );
        return sessionId!;
      },
      async state(sessionId) {
        const { session } = await client.send(new sdk.GetSessionCommand({ applicationId, sessionId }));
        return { state: session?.state ?? 'UNKNOWN', reason: session?.stateDetails };
      },
      async endpoint(sessionId) {
        const answer = await client.send(new sdk.GetSessionEndpointCommand({ applicationId, sessionId }));
        return { url: answer.endpoint, token: answer.authToken, expiresAt: answer.authTokenExpiresAt };
      },
      async end(sessionId) {
        await client.send(new sdk.TerminateSessionCommand({ applicationId, sessionId }));
      },
      consoleUrl: () => undefined,
    },
    options,
    startup,
  );
}
