import { ServerFiles } from '../execution/server-files.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { CheckpointPlans } from './checkpoint-plans.ts';
import { Listeners } from './listeners.ts';
import { StreamingQueryManager } from './streaming-query-manager.ts';

/** State shared by the streaming queries of one session. */
export class StreamingContext {
  readonly session: SessionContext;
  readonly checkpoints: CheckpointPlans;
  readonly listeners: Listeners;
  readonly manager: StreamingQueryManager;
  /** The ids of the runs that this client has started. */
  readonly startedRuns: Set<string> = new Set();

  constructor(session: SessionContext) {
    this.session = session;
    this.checkpoints = new CheckpointPlans(session, new ServerFiles(session));
    this.listeners = new Listeners(session);
    this.manager = new StreamingQueryManager(session, this.listeners);
  }
}

const contexts = new WeakMap<SessionContext, StreamingContext>();

/** Returns the context of this session, creating it on the first call. */
export function streamingContext(session: SessionContext): StreamingContext {
  let context = contexts.get(session);
  if (!context) contexts.set(session, (context = new StreamingContext(session)));
  return context;
}
