import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { CheckpointPlans, type ServerFiles } from './checkpoint-plans.ts';
import { Listeners } from './listeners.ts';
import { StreamingQueryManager } from './streaming-query-manager.ts';

/** What the streaming queries of one session share. */
export class StreamingContext {
  readonly client: SparkConnectClient;
  readonly checkpoints: CheckpointPlans;
  readonly listeners: Listeners;
  readonly manager: StreamingQueryManager;
  /** The runs that this client has started. */
  readonly startedRuns: Set<string> = new Set();

  constructor(client: SparkConnectClient, files: ServerFiles, serverVersion: () => Promise<string>) {
    this.client = client;
    this.checkpoints = new CheckpointPlans(client, files);
    this.listeners = new Listeners(client, serverVersion);
    this.manager = new StreamingQueryManager(client, this.listeners);
  }
}
