import type { JobMonitor } from '../monitor/job-monitor.ts';
import { createLiveView } from './live-view.ts';
import { createJsonView, createTextView, type JobView } from './window-view.ts';

/** Whether the view redraws the state of the job in place, and therefore shows the account. */
export function isLive(json: boolean): boolean {
  return !json && process.stdout.isTTY;
}

/** Creates the view for standard output: JSON lines if wanted, a live view on a terminal, or else tables one after the other. */
export function createView(monitor: JobMonitor, json: boolean): JobView {
  const print = (text: string): void => void process.stdout.write(text);
  if (json) return createJsonView(print, monitor);
  return isLive(json) ? createLiveView(monitor, process.stdout) : createTextView(print, monitor);
}
