import { setTimeout as sleep } from 'node:timers/promises';
import type { protos } from '@google-cloud/dataproc';

type Metadata = protos.google.cloud.dataproc.v1.IClusterOperationMetadata;

/** The part of a long-running operation that {@link finishOperation} uses. */
export interface ClusterOperation {
  readonly name?: string | null;
  readonly latestResponse: { readonly done?: boolean | null };
  readonly metadata?: unknown;
  getOperation(): Promise<unknown>;
}

/** How to wait for an operation. */
export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Receives each new state of the operation, such as `RUNNING: Creating cluster`, and the seconds so far. */
  readonly onProgress?: (state: string, seconds: number) => void;
  /** Milliseconds between two looks. Default: 5 seconds. */
  readonly interval?: number;
  /** Milliseconds after which the operation counts as stuck. */
  readonly timeout: number;
}

/** The operation did not end in time. */
export class StuckOperationError extends Error {
  override readonly name = 'StuckOperationError';
}

/**
 * Waits for the end of an operation.
 *
 * @throws StuckOperationError when it takes longer than the timeout
 * @throws Error when the operation has failed
 */
export async function finishOperation(operation: ClusterOperation, options: WaitOptions): Promise<Metadata> {
  const { signal, onProgress, interval = 5000, timeout } = options;
  const start = performance.now();
  let shown = '';
  for (;;) {
    // Throws the error of an operation that has failed.
    await operation.getOperation();
    const metadata = (operation.metadata ?? {}) as Metadata;
    const elapsed = performance.now() - start;
    const state = describe(metadata);
    if (state !== shown) onProgress?.((shown = state), elapsed / 1000);
    if (operation.latestResponse.done === true) return metadata;
    if (elapsed > timeout) throw new StuckOperationError(state);
    await sleep(interval, undefined, { signal });
  }
}

function describe({ status, description }: Metadata): string {
  const state = typeof status?.state === 'string' ? status.state : (stateNames[status?.state ?? 0] ?? 'UNKNOWN');
  const detail = [status?.innerState, status?.details].find(
    (text) => text !== undefined && text !== null && text !== '',
  );
  return [state, detail ?? description].filter((text) => text !== undefined && text !== null && text !== '').join(': ');
}

/** The names of `ClusterOperationStatus.State`. */
const stateNames = ['UNKNOWN', 'PENDING', 'RUNNING', 'DONE'] as const;
