import type { SessionControllerClient } from '@google-cloud/dataproc';
import { loadPeer } from '../load-peer.ts';
import type { GoogleServerlessOptions } from './google-options.ts';

/** Creates the client of Dataproc's sessions in a region. */
export async function createGoogleClient(options: GoogleServerlessOptions): Promise<SessionControllerClient> {
  const { projectId, region, apiEndpoint = process.env['GOOGLE_CLOUD_DATAPROC_API_ENDPOINT'] } = options;
  const { v1 } = await loadPeer('@google-cloud/dataproc', () => import('@google-cloud/dataproc'));
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(apiEndpoint ?? `${region}-dataproc.googleapis.com`) ?? [];
  return new v1.SessionControllerClient({
    projectId,
    apiEndpoint: host,
    ...(port !== undefined && { port: Number(port) }),
    ...options.clientOptions,
  });
}
