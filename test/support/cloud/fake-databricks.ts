import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';
import type { RotatingToken } from './rotating-token.ts';

/** The token endpoint of a Databricks workspace. */
export interface FakeDatabricks {
  readonly port: number;
  readonly issued: number;
  close(): Promise<void>;
}

/** Credentials that the fake accepts. */
export const servicePrincipal = { clientId: 'principal-1', clientSecret: 'fake-secret' } as const;

export async function startFakeDatabricks(token: RotatingToken): Promise<FakeDatabricks> {
  let issued = 0;
  const { clientId, clientSecret } = servicePrincipal;
  const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const server = createServer(await localCertificate(), (request, response) => {
    void text(request).then((body) => {
      const form = new URLSearchParams(body);
      const isRequest = request.method === 'POST' && request.url === '/oidc/v1/token';
      response.setHeader('content-type', 'application/json');
      if (!isRequest || form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'all-apis') {
        return response.writeHead(400).end(JSON.stringify({ error: 'invalid_request' }));
      }
      if (request.headers.authorization !== expected) {
        return response
          .writeHead(401)
          .end(JSON.stringify({ error: 'invalid_client', error_description: 'Client authentication failed' }));
      }
      issued++;
      const expires_in = Math.max(1, Math.round((token.expiresAt - Date.now()) / 1000));
      return response.end(JSON.stringify({ access_token: token.current, token_type: 'Bearer', expires_in }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get issued() {
      return issued;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
