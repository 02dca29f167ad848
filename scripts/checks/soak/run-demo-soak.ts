import type { Page } from 'playwright-core';
import { Random } from '../../../jobs/transactions/random.ts';
import { DemoPage, killable } from '../demo/demo-page.ts';
import type { LiveDemo } from '../demo/live-demo.ts';
import { childProcesses, processesOf } from '../demo/process-tree.ts';
import { withOwnDemo } from '../demo/with-own-demo.ts';
import {
  formatPress,
  judgeDemo,
  pressHeader,
  recoveryByKind,
  type DemoProcess,
  type Killed,
  type Press,
} from './demo-figures.ts';
import { formatFindings } from './job-figures.ts';
import { residentMemory } from './measure-job.ts';

export interface DemoSoakOptions {
  readonly presses: number;
  /** Draws the buttons. */
  readonly seed: number;
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

/** Seconds after which a demo counts as not recovered. */
const recoverySeconds = 300;

/**
 * Presses kill buttons on the page of a demo, and waits after each until the account adds up. Sets the exit code to 1 if a press did not
 * recover or the tab grows.
 */
export async function runDemoSoak(
  { presses, seed, json = false }: DemoSoakOptions,
  signal: AbortSignal,
): Promise<void> {
  onProgress('Starting the demo …');
  await withOwnDemo('demo-soak', async (demo, browser) => {
    const page = await browser.newPage();
    await page.goto(demo.url);
    report(await pressButtons(demo, page, planPresses(presses, seed), signal), seed, json);
  });
}

/** Draws the buttons: each part once in each group of four, in random order, so that a short run has all of them. */
export function planPresses(presses: number, seed: number): readonly Killed[] {
  const random = Random.of(seed, 'demo-soak', 0);
  const plan: Killed[] = [];
  while (plan.length < presses) {
    const rest: Killed[] = [...killable];
    while (rest.length > 0) plan.push(...rest.splice(random.integer(0, rest.length - 1), 1));
  }
  return plan.slice(0, presses);
}

async function pressButtons(
  demo: LiveDemo,
  tab: Page,
  plan: readonly Killed[],
  signal: AbortSignal,
): Promise<readonly Press[]> {
  const page = new DemoPage(demo, tab);
  await page.waitFor('records are counted', recoverySeconds, ({ account }) => account.counted > 0);
  await page.accountAddsUp(recoverySeconds);
  const presses: Press[] = [];
  const begin = performance.now();
  console.log(pressHeader);
  for (const [index, killed] of plan.entries()) {
    signal.throwIfAborted();
    const at = performance.now();
    const since = (): number => (performance.now() - at) / 1000;
    let up: number | null = null;
    let recovered: number | null = null;
    let problem: string | undefined;
    try {
      await page.press(`kill-${killed}`, recoverySeconds);
      up = since();
      await page.accountAddsUp(recoverySeconds);
      recovered = since();
    } catch (error) {
      problem = String(error);
    }
    const { account } = await demo.snapshot();
    const press: Press = {
      number: index + 1,
      killed,
      at: (at - begin) / 1000,
      up,
      recovered,
      sent: account.sent,
      tab: await page.heap(),
      rss: await memoryOf(demo),
      ...(problem !== undefined && { problem }),
    };
    presses.push(press);
    console.log(formatPress(press));
    if (problem !== undefined) break;
  }
  return presses;
}

async function memoryOf(demo: LiveDemo): Promise<Readonly<Record<DemoProcess, number>>> {
  const [driver = 0] = await childProcesses(demo.pid, 'consume');
  const [producer = 0] = await childProcesses(demo.pid, 'produce');
  const pids = { demo: demo.pid, driver, producer, ...processesOf(demo.stateDir) };
  const memory = await residentMemory(Object.values(pids).filter((pid) => pid > 0));
  const entries = Object.entries(pids).map(([name, pid]) => [name, memory.get(pid) ?? 0] as const);
  return Object.fromEntries(entries) as Readonly<Record<DemoProcess, number>>;
}

function report(presses: readonly Press[], seed: number, json: boolean): void {
  const findings = judgeDemo(presses);
  const recovery = recoveryByKind(presses);
  const passed = findings.every(({ verdict }) => verdict !== 'failed');
  if (json) console.log(JSON.stringify({ seed, presses, recovery, findings, passed }));
  else {
    for (const { killed, presses: count, p50, max } of recovery)
      console.log(`${killed}: ${count} presses, adds up after ${show(p50)} in the median, at most ${show(max)}`);
    console.log(`${formatFindings(findings)}\n${passed ? 'Passed' : 'Failed'}.`);
  }
  if (!passed) process.exitCode = 1;
}

function show(seconds: number | null): string {
  return seconds === null ? 'no time that is known' : `${seconds.toFixed(1)} s`;
}
