import { createLogUpdate } from 'log-update';
import type { JobSnapshot, SnapshotSource } from '../monitor/job-snapshot.ts';
import { formatStatus, formatTitle } from './format-status.ts';
import { formatWindows, tableRow } from './format-windows.ts';
import type { JobView } from './window-view.ts';

/** A terminal of a certain size. */
export interface Terminal extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly rows?: number;
}

/** Milliseconds between two frames, so that people can read them. */
const frameInterval = 250;

/** Creates a view that redraws the newest windows and the state of the job in place. */
export function createLiveView(source: SnapshotSource, terminal: Terminal): JobView {
  const update = createLogUpdate(terminal, { showCursor: false });
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const draw = (): void => {
    timer = undefined;
    update(formatFrame(source.snapshot(), terminal.columns ?? 80, terminal.rows ?? 24));
  };
  const schedule = (): void => {
    if (!isOver) timer ??= setTimeout(draw, frameInterval);
  };
  const redraw = (): void => {
    clearTimeout(timer);
    // A terminal that became narrower has wrapped the lines of the last frame, so its height is unknown.
    if (!isOver) update.clear();
    if (!isOver) draw();
  };
  const unsubscribe = source.subscribe(schedule);
  terminal.on('resize', redraw);
  const close = (): void => {
    isOver = true;
    clearTimeout(timer);
    unsubscribe();
    terminal.off('resize', redraw);
  };
  draw();
  return {
    windows: schedule,
    progress: schedule,
    say(write) {
      update.clear();
      write();
      if (!isOver) draw();
    },
    flush: draw,
    end() {
      close();
      draw();
      update.done();
    },
    abandon() {
      close();
      update.clear();
      update.done();
    },
  };
}

/** Formats a frame that fits into a terminal: the newest windows, as many as there is room for, above the state of the job. */
export function formatFrame(snapshot: JobSnapshot, columns: number, rows: number): string {
  // The last column stays empty: some terminals wrap a line that ends in it.
  const width = Math.max(20, columns - 1);
  const title = formatTitle(snapshot, width);
  const status = formatStatus(snapshot, width);
  // The cursor needs a line, and the table has a header and empty lines around it.
  const room = Math.max(1, rows - 1 - title.length - status.length - 3);
  const windows = snapshot.windows.slice(-room);
  const table = windows.length === 0 ? ['No windows yet.'] : [formatWindows(windows.map(tableRow), width)];
  return [...title, '', ...table, '', ...status].join('\n');
}
