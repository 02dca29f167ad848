import type { Browser } from 'playwright-core';
import { ownStackFolder, ownStacks, stopOrphanedStacks } from '../../../stack/own-stacks.ts';
import { stopStack } from '../../../stack/stop-stack.ts';
import { LiveDemo } from './live-demo.ts';
import { openBrowser } from './open-browser.ts';

/** Runs `body` with a live demo on a stack of its own, and with a browser. Then ends both and deletes the data of the stack. */
export async function withOwnDemo(
  name: string,
  body: (demo: LiveDemo, browser: Browser) => Promise<void>,
): Promise<void> {
  await using browser = await openBrowser();
  await stopOrphanedStacks();
  ownStacks();
  const stateDir = ownStackFolder(name);
  try {
    const demo = await LiveDemo.start(stateDir);
    try {
      await body(demo, browser);
    } finally {
      await demo.interrupt();
    }
  } finally {
    await stopStack(stateDir, { clean: true });
  }
}
