import { randomBytes } from 'node:crypto';
import { IllegalArgumentException } from '../../index.ts';
import type { CloudConnection } from '../cloud-connection.ts';
import { loadPeer } from '../load-peer.ts';
import type { Startup } from '../startup.ts';
import { clientConfig } from './aws-client.ts';
import type { GlueOptions } from './aws-options.ts';
import { connectAws } from './aws-session.ts';

const platform = {
  name: 'Glue',
  grants:
    'Allow glue:CreateSession, glue:GetSession, glue:GetSessionEndpoint and glue:StopSession, and iam:PassRole on the role of the session.',
  ready: ['READY'],
  failed: ['FAILED', 'TIMEOUT', 'STOPPING', 'STOPPED'],
};
const defaultVersion = '5.1';

/** Connects to an interactive session of Glue. */
export async function connectGlue(options: GlueOptions, startup: Startup): Promise<CloudConnection> {
  const sdk = await loadPeer('@aws-sdk/client-glue', () => import('@aws-sdk/client-glue'));
  const client = new sdk.GlueClient(clientConfig(options));
  return connectAws(
    {
      ...platform,
      async start() {
        const {
          role,
          glueVersion = defaultVersion,
          workerType,
          numberOfWorkers,
          idleTimeout,
          sessionTimeout,
        } = options;
        if (role === undefined) throw new IllegalArgumentException('A new session of Glue requires role.');
        const Id = `spark-connect-ts-${randomBytes(6).toString('hex')}`;
        await client.send(
          new sdk.CreateSessionCommand({
            Id,
            Role: role,
            Command: { Name: 'glueetl' },
            GlueVersion: glueVersion,
            SessionType: 'SPARK_CONNECT',
            ...(workerType !== undefined && { WorkerType: workerType as 'G.1X' }),
            ...(numberOfWorkers !== undefined && { NumberOfWorkers: numberOfWorkers }),
            ...(idleTimeout !== undefined && { IdleTimeout: idleTimeout }),
            ...(sessionTimeout !== undefined && { Timeout: sessionTimeout }),
            ...(options.arguments && { DefaultArguments: { ...options.arguments } }),
          }),
        );
        return Id;
      },
      async state(Id) {
        const { Session } = await client.send(new sdk.GetSessionCommand({ Id }));
        return { state: Session?.Status ?? 'UNKNOWN', reason: Session?.ErrorMessage };
      },
      async endpoint(SessionId) {
        const { SparkConnect } = await client.send(new sdk.GetSessionEndpointCommand({ SessionId }));
        return {
          url: SparkConnect?.Url,
          token: SparkConnect?.AuthToken,
          expiresAt: SparkConnect?.AuthTokenExpirationTime,
        };
      },
      async end(Id) {
        await client.send(new sdk.StopSessionCommand({ Id }));
      },
      consoleUrl: () => undefined,
    },
    options,
    startup,
  );
}
