import { applyChanges, type SnapshotChanges } from '../snapshot-changes.ts';
import type { PageSnapshot } from '../page-snapshot.ts';

/** Receives what happens on a connection. */
export interface ConnectionListener {
  onSnapshot(snapshot: PageSnapshot): void;
  onConnected(isConnected: boolean): void;
}

/** A browser gives up after an answer that is not a stream, for example from another program on the port. */
const pauseAfterRefusal = 2000;

/** Follows the snapshots of the server. Connects again by itself. */
export function followSnapshots(listener: ConnectionListener): void {
  let snapshot: PageSnapshot | undefined;
  const events = new EventSource('/events');
  const receive = (next: PageSnapshot): void => {
    snapshot = next;
    listener.onSnapshot(next);
  };
  events.addEventListener('open', () => listener.onConnected(true));
  events.addEventListener('snapshot', ({ data }) => receive(JSON.parse(data as string) as PageSnapshot));
  events.addEventListener('changes', ({ data }) => {
    if (snapshot) receive(applyChanges(snapshot, JSON.parse(data as string) as SnapshotChanges));
  });
  events.addEventListener('error', () => {
    listener.onConnected(false);
    if (events.readyState === EventSource.CLOSED) setTimeout(() => followSnapshots(listener), pauseAfterRefusal);
  });
}
