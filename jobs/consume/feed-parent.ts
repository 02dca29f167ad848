import type { SnapshotSource } from '../monitor/job-snapshot.ts';
import type { JobView } from './window-view.ts';

/** Milliseconds between two snapshots. */
const interval = 250;

/** Creates a view that sends the snapshots to the parent process. */
export function feedParent(source: SnapshotSource): JobView {
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    // The parent may have ended.
    if (process.connected) process.send?.(source.snapshot(), () => {});
  };
  const unsubscribe = source.subscribe(() => (timer ??= setTimeout(send, interval)));
  send();
  const end = (): void => {
    unsubscribe();
    clearTimeout(timer);
    send();
    process.disconnect?.();
  };
  return {
    windows: () => {},
    progress: () => {},
    say: (write) => write(),
    flush: send,
    end,
    abandon: end,
  };
}
