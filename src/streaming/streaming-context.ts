import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import type { ServerFiles } from './checkpoint-plan.ts';
import { Listeners } from './listeners.ts';
import { StreamingQueryManager } from './streaming-query-manager.ts';

/** What the streaming queries of one session share. */
export class StreamingContext {
  readonly client: SparkConnectClient;
  readonly files: ServerFiles;
  readonly listeners: Listeners;
  readonly manager: StreamingQueryManager;
  /** The runs that this client has started. */
  readonly startedRuns: Set<string> = new Set();

  constructor(client: SparkConnectClient, files: ServerFiles, serverVersion: () => Promise<string>) {
    this.client = client;
    this.files = files;
    this.listeners = new Listeners(client, serverVersion);
    this.manager = new StreamingQueryManager(client, this.listeners);
  }
}
