import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RotatingToken } from './rotating-token.ts';

/** The metadata server of a Google virtual machine, which issues access tokens. */
export interface FakeMetadataServer {
  /** The environment in which Google's libraries use it. */
  readonly env: Readonly<Record<string, string>>;
  /** The number of tokens issued. */
  readonly issued: number;
  close(): Promise<void>;
}

const account = '/computeMetadata/v1/instance/service-accounts/default';

export async function startFakeMetadataServer(token: RotatingToken, projectId: string): Promise<FakeMetadataServer> {
  let issued = 0;
  const server = createServer((request, response) => {
    response.setHeader('Metadata-Flavor', 'Google');
    const { pathname } = new URL(request.url ?? '/', 'http://metadata');
    if (request.headers['metadata-flavor'] !== 'Google') return void response.writeHead(403).end();
    if (pathname === `${account}/token`) {
      issued++;
      const lifetime = Math.max(1, Math.ceil((token.expiresAt - Date.now()) / 1000));
      response.setHeader('Content-Type', 'application/json');
      return void response.end(
        JSON.stringify({ access_token: token.current, expires_in: lifetime, token_type: 'Bearer' }),
      );
    }
    const answers: Readonly<Record<string, string>> = {
      '/computeMetadata/v1/instance': 'ok',
      '/computeMetadata/v1/instance/': 'ok',
      '/computeMetadata/v1/project/project-id': projectId,
      '/computeMetadata/v1/universe/universe-domain': 'googleapis.com',
      [`${account}/email`]: 'driver@example.iam.gserviceaccount.com',
    };
    const answer = answers[pathname];
    if (answer === undefined) response.writeHead(404).end();
    else response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { GCE_METADATA_HOST: `127.0.0.1:${port}`, METADATA_SERVER_DETECTION: 'assume-present' },
    get issued() {
      return issued;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
