import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerCredentials, status } from '@grpc/grpc-js';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';
import { startFarBridge, type FarBridge } from '../../../scripts/checks/bridge/far-bridge.ts';
import { startFakeDataproc, type FakeDataproc } from './fake-dataproc.ts';
import { startFakeMetadataServer } from './fake-metadata-server.ts';
import type { RotatingToken } from './rotating-token.ts';

export const googleProject = 'my-project';

/** A Google Cloud whose Dataproc Serverless runs its sessions on one local server. */
export interface GoogleFakes {
  readonly dataproc: FakeDataproc;
  readonly bridge: FarBridge;
  /** The environment in which Google's libraries use the fakes, with TLS and access tokens. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface GoogleFakesOptions {
  readonly sparkPort: number;
  /** The access tokens. */
  readonly token: RotatingToken;
  /** Milliseconds between two cuts of the bridge. Default: none. */
  readonly cutEvery?: number;
  /** A folder for the certificate of the fakes. */
  readonly folder: string;
}

export async function startGoogleFakes({
  sparkPort,
  token,
  cutEvery = 0,
  folder,
}: GoogleFakesOptions): Promise<GoogleFakes> {
  const { key, cert } = await localCertificate();
  const certificate = join(folder, 'google-fakes.pem');
  writeFileSync(certificate, cert);
  const metadata = await startFakeMetadataServer(token, googleProject);
  const bridge = await startFarBridge({
    targetPort: sparkPort,
    cutEvery,
    refuse: (authorization) => (authorization === `Bearer ${token.current}` ? undefined : 401),
  });
  const seen = new Set<string>();
  const dataproc = await startFakeDataproc(
    {
      endpoint: `sc://localhost:${bridge.port}`,
      createTime: 500,
      // The API accepts the last token, which may arrive just after the change.
      refuse: (_method, headers) => {
        seen.add(`Bearer ${token.current}`).add(`Bearer token-${token.count - 1}`);
        if (seen.has(String(headers.get('authorization')[0]))) return undefined;
        return { code: status.UNAUTHENTICATED, details: 'Request had invalid authentication credentials' };
      },
    },
    ServerCredentials.createSsl(null, [{ private_key: Buffer.from(key), cert_chain: Buffer.from(cert) }]),
  );
  return {
    dataproc,
    bridge,
    env: {
      ...metadata.env,
      GOOGLE_CLOUD_DATAPROC_API_ENDPOINT: `localhost:${dataproc.port}`,
      // For the WebSocket, and for gRPC.
      NODE_EXTRA_CA_CERTS: certificate,
      GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: certificate,
    },
    async close() {
      dataproc.close();
      await bridge.close();
      await metadata.close();
    },
  };
}
