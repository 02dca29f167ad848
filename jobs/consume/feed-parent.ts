import type { SnapshotSource } from '../monitor/job-snapshot.ts';
import type { JobView } from './window-view.ts';

/** Milliseconds between two snapshots. */
const interval = 250;

/** Creates a view that sends the snapshots to the parent process. Without the parent, the job ends as after SIGTERM. */
export function feedParent(source: SnapshotSource): JobView {
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    if (process.connected) process.send?.(source.snapshot(), () => {});
  };
  const onOrphaned = (): void => void process.kill(process.pid, 'SIGTERM');
  process.once('disconnect', onOrphaned);
  const unsubscribe = source.subscribe(() => (timer ??= setTimeout(send, interval)));
  send();
  const end = (): void => {
    unsubscribe();
    clearTimeout(timer);
    send();
    process.off('disconnect', onOrphaned);
    if (process.connected) process.disconnect();
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
