import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions } from 'playwright-core';
import { expect, it } from 'vitest';
import { ScriptedJob } from '../support/scripted-job.ts';
import { describePage } from './page-test.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const control = {
  id: 'kill-spark',
  label: 'Kill Spark',
  group: 'Kill',
  description: 'Ends Spark.',
  press: () => Promise.resolve(),
};
const since = new Date().toISOString();
const demo = {
  snapshot: () => ({
    producer: { running: true, recordsSent: 1, recordsPerSecond: 1, injected: {} },
    components: [{ id: 'spark', status: 'down', since } as const],
    kills: [],
  }),
  subscribe: () => () => {},
};

describePage('axe finds no violation', ({ serve, open }) => {
  it.each<[string, BrowserContextOptions]>([
    ['in the light theme', { colorScheme: 'light' }],
    ['in the dark theme', { colorScheme: 'dark' }],
    ['on a phone', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
  ])('%s', async (_, options) => {
    const job = new ScriptedJob();
    const { account } = job.snapshot();
    job.change({ account: { ...account, state: 'does not add up', problems: ['A record is missing.'] } });
    const { url } = await serve({
      source: job,
      demo,
      controls: [control, { ...control, id: 'off', isAvailable: () => false }],
    });
    const page = await open(url, options);
    for (const table of await page.locator('details.table summary').all()) await table.click();
    // The content security policy forbids to add it to the page as a script.
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target.join(' ')) }))).toEqual(
      [],
    );
    expect(passes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['color-contrast', 'aria-allowed-attr', 'label']),
    );
  });
});
