import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { AccountSnapshot } from '../../../jobs/monitor/job-snapshot.ts';
import type { ComponentId } from '../../../jobs/web/demo-snapshot.ts';
import type { PageSnapshot } from '../../../jobs/web/page-snapshot.ts';
import type { LiveDemo } from './live-demo.ts';

/** The parts of a demo that its page can kill. */
export const killable = ['spark', 'kafka', 'driver', 'producer'] as const satisfies readonly ComponentId[];

/** Milliseconds between two looks. */
const interval = 200;

/** Uses the page of a live demo as a person does. */
export class DemoPage {
  readonly #demo: LiveDemo;
  readonly #page: Page;

  constructor(demo: LiveDemo, page: Page) {
    this.#demo = demo;
    this.#page = page;
  }

  /** Presses a button. Resolves when its effect is complete, such as when a killed service answers again. */
  async press(control: string, seconds = 120): Promise<void> {
    await this.waitFor(
      `the button ${control} can be pressed`,
      seconds,
      (snapshot) => stateOf(snapshot, control) === 'ready',
    );
    const button = this.#page.locator(`#control-${control}`);
    // The page learns from the next event that the button can be pressed.
    while ((await button.getAttribute('aria-disabled')) === 'true') await sleep(interval);
    const answer = this.#page.waitForResponse((response) => response.url().endsWith(`/api/controls/${control}`), {
      timeout: seconds * 1000,
    });
    await button.click();
    const response = await answer;
    if (response.status() !== 204) throw new Error(`The button ${control} failed: ${await response.text()}`);
  }

  /**
   * Resolves when the account adds up and includes every record that was sent before this call, and all programs are up.
   *
   * @param seconds how long to wait.
   */
  async accountAddsUp(seconds = 120): Promise<AccountSnapshot> {
    const { account, demo } = await this.#demo.snapshot();
    const sent = Math.max(account.sent, demo?.producer.recordsSent ?? 0);
    const settled = await this.waitFor(
      `the account adds up and includes ${sent} records`,
      seconds,
      (now) =>
        now.demo!.components.every(({ status }) => status === 'up') &&
        now.account.state === 'adds up' &&
        now.account.sent - now.account.pending >= sent,
    );
    return settled.account;
  }

  /** Resolves with the first snapshot that fulfills a condition. */
  async waitFor(
    wanted: string,
    seconds: number,
    condition: (snapshot: PageSnapshot) => boolean,
  ): Promise<PageSnapshot> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      const snapshot = await this.#demo.snapshot();
      if (condition(snapshot)) return snapshot;
      if (performance.now() > deadline)
        throw new Error(`Waited ${seconds} seconds until ${wanted}, but now: ${describe(snapshot)}`);
      await sleep(interval);
    }
  }

  /** Returns the text of each element of the page with a figure, by its name. */
  async figures(): Promise<Readonly<Record<string, string>>> {
    return this.#page.evaluate(
      `Object.fromEntries([...document.querySelectorAll('[data-figure]')].map((e) => [e.dataset.figure, e.textContent]))`,
    );
  }

  /** Returns the size of the live objects of the tab, in MB. */
  async heap(): Promise<number> {
    const devTools = await this.#page.context().newCDPSession(this.#page);
    try {
      await devTools.send('Performance.enable');
      await devTools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devTools.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 2 ** 20;
    } finally {
      await devTools.detach();
    }
  }
}

function stateOf({ controls }: PageSnapshot, id: string): string | undefined {
  return controls?.find((control) => control.id === id)?.state;
}

function describe({ status, services, account, demo, notices }: PageSnapshot): string {
  const last = notices.slice(-5).map(({ at, sentence }) => `${at} ${sentence}`);
  return JSON.stringify({ status, services, account, demo, last }, undefined, 1);
}
