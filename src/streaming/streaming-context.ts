import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import type { Relation } from '../plan/relation.ts';
import { CheckpointPlans, type ServerFiles } from './checkpoint-plans.ts';
import { Listeners } from './listeners.ts';
import { StreamingQueryManager } from './streaming-query-manager.ts';

export interface StreamingContextOptions {
  readonly client: SparkConnectClient;
  readonly files: ServerFiles;
  readonly serverVersion: () => Promise<string>;
  readonly requireStream: (input: Relation) => void;
}

/** What the streaming queries of one session share. */
export class StreamingContext {
  readonly client: SparkConnectClient;
  readonly checkpoints: CheckpointPlans;
  readonly listeners: Listeners;
  readonly manager: StreamingQueryManager;
  /** The runs that this client has started. */
  readonly startedRuns: Set<string> = new Set();

  /** Throws where a relation cannot be a query's input. */
  readonly requireStream: (input: Relation) => void;

  constructor({ client, files, serverVersion, requireStream }: StreamingContextOptions) {
    this.client = client;
    this.requireStream = requireStream;
    this.checkpoints = new CheckpointPlans(client, files);
    this.listeners = new Listeners(client, serverVersion);
    this.manager = new StreamingQueryManager(client, this.listeners);
  }
}
