import { afterAll, beforeAll, expect, it } from 'vitest';
import { DemoPage } from '../../scripts/checks/demo/demo-page.ts';
import { LiveDemo } from '../../scripts/checks/demo/live-demo.ts';
import { childProcesses, processesOf } from '../../scripts/checks/demo/process-tree.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { identify } from '../../stack/process-identity.ts';
import { stopStack } from '../../stack/stop-stack.ts';
import { describePage } from '../web/page-test.ts';
import { auditDemo, faults, faultyKinds } from './audit-demo.ts';

describePage(
  'npm start -- --web',
  ({ open }) => {
    const stateDir = ownStackFolder('live-demo-kills');
    let demo: LiveDemo;

    beforeAll(async () => {
      demo = await LiveDemo.start(stateDir);
    }, 180_000);
    afterAll(async () => {
      await demo.interrupt();
      await stopStack(stateDir, { clean: true });
    });

    it('counts what the send buttons send', async () => {
      const page = new DemoPage(demo, await open(demo.url));
      // Without a watermark, nothing is late.
      await page.waitFor('there is a watermark', 120, ({ watermark }) => watermark.at !== null);
      for (const kind of faultyKinds) await page.press(`send-${kind}`);
      expect(await page.accountAddsUp()).toMatchObject(faults);
    });

    it.each([
      ['spark', () => processesOf(stateDir).spark],
      ['kafka', () => processesOf(stateDir).kafka],
      ['driver', async () => (await childProcesses(demo.pid, 'consume'))[0]!],
    ] as const)('adds up again after kill-%s, without losing or repeating a record', async (component, find) => {
      const page = new DemoPage(demo, await open(demo.url));
      const pid = await find();
      expect(identify(pid)).toBeDefined();
      await page.press(`kill-${component}`);
      const account = await page.accountAddsUp();
      expect(account).toMatchObject(faults);
      expect(identify(pid)).toBeUndefined();
      expect(await auditDemo(demo, account)).toMatchObject({ ...faults, closes: true, problems: [] });
    });
  },
  { timeout: 300_000 },
);
