import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { interruptJob } from '../../jobs/job-process.ts';
import type { WindowRow } from '../../jobs/windows/window-row.ts';
import { TestJob, useAdmin } from '../support/migrating-job.ts';

useAdmin();

/** How far the new generation may be behind the previous one at the switch, in milliseconds, on a busy machine. */
const maxLag = 8000;

/** What a reader saw, and when. */
interface Sight {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly WindowRow[];
}

describe('consume --migrate', { timeout: 400_000 }, () => {
  test('switches readers without a gap or a double while the previous generation runs', async () => {
    const job = new TestJob('running');
    await job.produce(200, 0);
    const old = job.consume();
    await old.says('"type":"progress"');
    const producing = job.produce(300, 0.25, 200);
    const sights: Sight[] = [];
    const reading = new AbortController();
    const reader = (async () => {
      while (!reading.signal.aborted) {
        const from = performance.now();
        sights.push({ rows: await job.windows(), from, to: performance.now() });
        await sleep(200);
      }
    })();

    const next = job.consume('--migrate', '--max-ahead', '30');
    await next.says('Generation 2 has caught up');
    expect(await job.generation()).toBe(2);
    expect(await old.ended).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^Generation 2 has replaced the windows of this query, so it ends\. .*\n$/,
      ) as string,
    });
    await producing;
    await expect.poll(() => job.isComplete(), { timeout: 20_000 }).toBe(true);
    reading.abort();
    await reader;
    // The log of the batches follows within seconds, unless the job is interrupted before.
    await expect.poll(() => job.audit(), { timeout: 60_000 }).toMatchObject({ closes: true, sent: 500, pending: 0 });
    await interruptJob(next);

    const last = counts(job.expected().rows);
    for (const { rows, from } of sights) {
      const seen = counts(rows);
      // A gap would be a record that a reader has seen before, a double more records than were sent.
      const before = sights.findLast(({ to }) => to <= from - maxLag)?.rows ?? [];
      for (const [start, records] of counts(before))
        expect(seen.get(start) ?? 0, start).toBeGreaterThanOrEqual(records);
      for (const [start, records] of seen) expect(records, start).toBeLessThanOrEqual(last.get(start) ?? 0);
    }
    expect(sights.length).toBeGreaterThan(5);
  });
});

function counts(rows: readonly WindowRow[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ window_start, record_count }) => [window_start, record_count]));
}
