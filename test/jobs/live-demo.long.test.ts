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

    it('adds up again after Spark was killed, without losing or repeating a record', async () => {
      const page = new DemoPage(demo, await open(demo.url));
      await page.waitFor('there is a watermark', 120, ({ watermark }) => watermark.at !== null);
      for (const kind of faultyKinds) await page.press(`send-${kind}`);
      await page.accountAddsUp();
      const server = processesOf(stateDir);
      await page.press('kill-spark');
      expect(await page.accountAddsUp()).toMatchObject(faults);
      expect(identify(server.spark)).toBeUndefined();
      expect(await auditDemo(demo)).toMatchObject({ ...faults, closes: true, problems: [] });
    });

    it('adds up again after the consumer was killed, without losing or repeating a record', async () => {
      const page = new DemoPage(demo, await open(demo.url));
      const [consumer] = await childProcesses(demo.pid, 'consume');
      await page.press('kill-driver');
      expect(identify(consumer!)).toBeUndefined();
      expect(await page.accountAddsUp()).toMatchObject(faults);
      expect(await auditDemo(demo)).toMatchObject({ ...faults, closes: true, problems: [] });
    });

    it('adds up again after Kafka was killed, without losing or repeating a record', async () => {
      const page = new DemoPage(demo, await open(demo.url));
      const server = processesOf(stateDir);
      await page.press('kill-kafka');
      expect(await page.accountAddsUp()).toMatchObject(faults);
      expect(identify(server.kafka)).toBeUndefined();
      expect(await auditDemo(demo)).toMatchObject({ ...faults, closes: true, problems: [] });
    });
  },
  { timeout: 300_000 },
);
