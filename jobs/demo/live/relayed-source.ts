import type { AccountSnapshot, HistoryPoint, JobSnapshot, Notice, SnapshotSource } from '../../monitor/job-snapshot.ts';
import { maxNotices, maxPoints } from '../../monitor/job-monitor.ts';

/**
 * The snapshots of a consumer in another process. It keeps the curves and the notices when that process is replaced by another, and
 * shows the last figures while there is none.
 */
export class RelayedSource implements SnapshotSource {
  readonly #listeners = new Set<() => void>();
  #last: JobSnapshot;
  #earlierPoints: readonly HistoryPoint[] = [];
  #earlierNotices: readonly Notice[] = [];
  #isConnected = false;

  /** @param initial shown until the first snapshot arrives. */
  constructor(initial: JobSnapshot) {
    this.#last = initial;
  }

  /** Adds a snapshot of the process. Until its query runs, the figures of the one before remain. */
  add(snapshot: JobSnapshot): void {
    this.#isConnected = true;
    const { query, status, services, notices } = snapshot;
    const account = continued(this.#last.account, snapshot.account);
    this.#last = status === 'starting' ? { ...this.#last, query, status, services, notices } : { ...snapshot, account };
    this.#changed();
  }

  /** The process has ended. The next snapshot is that of another one. */
  disconnect(): void {
    this.#earlierPoints = this.#points();
    this.#earlierNotices = this.#notices();
    this.#last = { ...this.#last, history: [], notices: [] };
    this.#isConnected = false;
    this.#changed();
  }

  /** Adds a notice of the demo itself. */
  notice(sentence: string): void {
    this.#earlierNotices = [
      ...this.#earlierNotices,
      { at: new Date().toISOString(), level: 'notice', sentence } as const,
    ].slice(-maxNotices);
    this.#changed();
  }

  snapshot(): JobSnapshot {
    return {
      ...this.#last,
      status: this.#isConnected || this.#last.status === 'starting' ? this.#last.status : 'waiting',
      history: this.#points(),
      notices: this.#notices(),
    };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #points(): readonly HistoryPoint[] {
    return [...this.#earlierPoints, ...this.#last.history].slice(-maxPoints);
  }

  #notices(): readonly Notice[] {
    return [...this.#earlierNotices, ...this.#last.notices]
      .sort((one, other) => (one.at < other.at ? -1 : 1))
      .slice(-maxNotices);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Returns the terms of the account before until those of the new process are known, with what was sent since. */
function continued(before: AccountSnapshot, now: AccountSnapshot): AccountSnapshot {
  if (now.state !== 'checking') return now;
  const sent = Math.max(before.sent, now.sent);
  return { ...before, state: 'checking', sent, pending: before.pending + sent - before.sent };
}
