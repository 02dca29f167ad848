import type { killable } from '../demo/demo-page.ts';
import { percentile } from '../../../jobs/monitor/percentile.ts';
import { slope, type Finding } from './job-figures.ts';

/** A part of the demo that a press kills. */
export type Killed = (typeof killable)[number];

/** The processes of the demo, in the order of the columns. */
export const demoProcesses = ['demo', 'driver', 'producer', 'spark', 'kafka'] as const;
export type DemoProcess = (typeof demoProcesses)[number];

/** One press of a kill button. Sizes are in MB, times in seconds. */
export interface Press {
  readonly number: number;
  readonly killed: Killed;
  /** When it was pressed, since the first press. */
  readonly at: number;
  /** Until the killed program was up again; null if that took too long. */
  readonly up: number | null;
  /** Until the account added up and included every record sent before; null if that took too long. */
  readonly recovered: number | null;
  /** Records sent until then. */
  readonly sent: number;
  /** The live objects of the tab after a garbage collection. */
  readonly tab: number;
  readonly rss: Readonly<Record<DemoProcess, number>>;
  /** What was wrong if the demo did not recover. */
  readonly problem?: string;
}

/** The tab keeps ten minutes of curves and fills up with them, so this growth in MB is allowed. */
const allowedTabGrowth = 4;
/** The share of its mean by which the tab may grow if that is more. */
const allowedTabShare = 0.15;
/** The presses after which growth can be told. */
const minPresses = 6;

/** Judges a run: whether the demo recovered from each press, and whether the tab stays flat. */
export function judgeDemo(presses: readonly Press[]): readonly Finding[] {
  const failed = presses.filter(({ recovered }) => recovered === null);
  const text =
    failed.length === 0 ? `${presses.length} of ${presses.length} presses` : failed.map(describeFailure).join('; ');
  return [{ name: 'recovery', verdict: failed.length === 0 ? 'flat' : 'failed', text }, judgeTab(presses)];
}

function describeFailure({ number, killed, problem }: Press): string {
  return `press ${number} (${killed}) did not recover: ${problem ?? 'unknown reason'}`;
}

/** The first third of the presses warms up. */
function judgeTab(presses: readonly Press[]): Finding {
  const warm = presses.slice(Math.floor(presses.length / 3));
  const name = 'heap of the tab';
  if (presses.length < minPresses) {
    return { name, verdict: 'open', text: `${presses.length} presses, but ${minPresses} are needed` };
  }
  const mean = warm.reduce((sum, { tab }) => sum + tab, 0) / warm.length;
  const growth = slope(warm.map(({ at, tab }) => ({ x: at, y: tab }))) * (warm.at(-1)!.at - warm[0]!.at);
  const allowed = Math.max(allowedTabGrowth, allowedTabShare * mean);
  return {
    name,
    verdict: growth <= allowed ? 'flat' : 'failed',
    text: `mean ${mean.toFixed(1)} MB, grew by ${growth.toFixed(1)} MB, at most ${allowed.toFixed(1)} MB allowed`,
  };
}

/** The header of the table of presses. */
export const pressHeader = [
  'press  killed     up again  adds up      sent  tab MB',
  ...demoProcesses.map((name) => `${name} MB`.padStart(12)),
].join('');

/** Formats a press as a row of the table. */
export function formatPress({ number, killed, up, recovered, sent, tab, rss }: Press): string {
  const seconds = (value: number | null): string => (value === null ? 'never' : `${value.toFixed(1)} s`);
  return [
    String(number).padStart(5),
    `  ${killed.padEnd(8)}`,
    seconds(up).padStart(11),
    seconds(recovered).padStart(9),
    String(sent).padStart(10),
    tab.toFixed(1).padStart(8),
    ...demoProcesses.map((name) => rss[name].toFixed(0).padStart(12)),
  ].join('');
}

/** Returns the seconds until the account added up, for each part that was killed. */
export function recoveryByKind(presses: readonly Press[]): readonly {
  readonly killed: Killed;
  readonly presses: number;
  readonly p50: number | null;
  readonly max: number | null;
}[] {
  const kinds = [...new Set(presses.map(({ killed }) => killed))].sort();
  return kinds.map((killed) => {
    const times = presses.filter((press) => press.killed === killed).map(({ recovered }) => recovered);
    const known = times.filter((time) => time !== null);
    return { killed, presses: times.length, p50: percentile(known, 0.5), max: percentile(known, 1) };
  });
}
