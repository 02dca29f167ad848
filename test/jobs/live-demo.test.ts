import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobResult } from '../../jobs/job-process.ts';
import { DemoPage } from '../../scripts/checks/demo/demo-page.ts';
import { LiveDemo } from '../../scripts/checks/demo/live-demo.ts';
import { childProcesses, processesOf } from '../../scripts/checks/demo/process-tree.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { identify } from '../../stack/process-identity.ts';
import { checkpointFolder } from '../../stack/state-folder.ts';
import { stopStack } from '../../stack/stop-stack.ts';
import { describePage } from '../web/page-test.ts';
import { auditDemo, faults, faultyKinds } from './audit-demo.ts';

/** In milliseconds. Recovery from a kill takes up to a minute on a busy machine. */
const timeout = 300_000;

describePage(
  'npm start -- --web',
  ({ open, errors }) => {
    const stateDir = ownStackFolder('live-demo');
    let demo: LiveDemo;
    let result: JobResult | undefined;

    beforeAll(async () => {
      demo = await LiveDemo.start(stateDir);
    }, 180_000);
    afterAll(async () => {
      if (result === undefined) await demo.interrupt();
      await stopStack(stateDir, { clean: true });
    });

    it('shows the figures of /api/snapshot', async () => {
      const page = new DemoPage(demo, await open(demo.url));
      await page.waitFor('records are counted', 120, ({ account }) => account.counted > 0);
      const comparison = async (): Promise<readonly unknown[]> => {
        const shown = await page.figures();
        const { account, totals } = await demo.snapshot();
        const { sent, counted, late, duplicate, dead, pending } = account;
        const wanted = [sent, counted, late, duplicate, dead, pending, totals.records].map((each) =>
          each.toLocaleString('en-US'),
        );
        const names = ['sent', 'counted', 'late', 'duplicate', 'dead', 'pending'].map((name) => `account-${name}`);
        return [...names, 'records'].flatMap((name, index) =>
          shown[name] === wanted[index] ? [] : [[name, shown[name], wanted[index]]],
        );
      };
      // The page shows a change up to 250 milliseconds later.
      await expect.poll(comparison, { timeout: 20_000 }).toEqual([]);
      expect(errors).toEqual([]);
    });

    it('counts what each send button sends as late, duplicate or dead', async () => {
      const page = new DemoPage(demo, await open(demo.url));
      // Without a watermark, nothing is late.
      await page.waitFor('there is a watermark', 120, ({ watermark }) => watermark.at !== null);
      for (const kind of faultyKinds) await page.press(`send-${kind}`);
      expect(await page.accountAddsUp()).toMatchObject(faults);
      expect((await demo.snapshot()).demo!.producer.injected).toEqual({ late: 20, duplicate: 20, malformed: 20 });
    });

    it('adds up again after the producer was killed, without losing or repeating a record', async () => {
      const page = new DemoPage(demo, await open(demo.url));
      const [producer] = await childProcesses(demo.pid, 'produce');
      await page.press('kill-producer');
      expect(identify(producer!)).toBeUndefined();
      const account = await page.accountAddsUp();
      expect(account).toMatchObject(faults);
      expect(await auditDemo(demo, account)).toMatchObject({ ...faults, closes: true, problems: [] });
    });

    it('ends on Ctrl-C with exit code 130, and leaves no processes, topics or checkpoints', async () => {
      const servers = Object.values(processesOf(stateDir));
      const all = [demo.pid, ...servers, ...(await childProcesses(demo.pid))];
      expect(all.length).toBeGreaterThanOrEqual(5);
      result = await demo.interrupt();
      expect(result).toMatchObject({ exitCode: 130, stdout: '' });
      expect(result.stderr).toMatch(/^Records: .* 20 late · 10 duplicate · 20 dead /m);
      expect(all.filter((pid) => identify(pid) !== undefined)).toEqual([]);
      // Kafka renames the folders of deleted topics, and removes them later.
      const topics = readdirSync(join(stateDir, 'kafka')).filter(
        (name) => name.startsWith('demo-') && !name.endsWith('-delete'),
      );
      expect(topics).toEqual([]);
      const checkpoints = checkpointFolder(stateDir);
      expect(existsSync(checkpoints) ? readdirSync(checkpoints) : []).toEqual([]);
      expect(readdirSync(join(stateDir, 'demo')).filter((name) => name.startsWith('data-'))).toEqual([]);
    });
  },
  { timeout },
);
