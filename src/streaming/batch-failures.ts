import { StreamingQueryException } from '../errors/spark-exceptions.ts';
import type { SessionContext } from '../execution/session-context.ts';

const failures = new WeakMap<SessionContext, Map<string, unknown>>();

/** Keeps the error that the function of `foreachBatch` threw, by the id of the run that it ended. */
export function keepBatchFailure(session: SessionContext, runId: string, failure: unknown): void {
  let ofSession = failures.get(session);
  if (!ofSession) failures.set(session, (ofSession = new Map<string, unknown>()));
  ofSession.set(runId, failure);
}

/** Makes the error of the function the cause of the error that ended its query. Returns other errors unchanged. */
export function withBatchFailure<E>(session: SessionContext, error: E, runId: string | undefined = runOf(error)): E {
  if (!(error instanceof StreamingQueryException) || runId === undefined) return error;
  const ofSession = failures.get(session);
  if (ofSession?.has(runId)) error.cause = ofSession.get(runId);
  return error;
}

function runOf(error: unknown): string | undefined {
  return error instanceof StreamingQueryException ? error.messageParameters['runId'] : undefined;
}
