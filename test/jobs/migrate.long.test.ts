import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { interruptJob } from '../../jobs/job-process.ts';
import { WindowTable } from '../../jobs/monitor/window-table.ts';
import { readGenerations } from '../../jobs/windows/generations.ts';
import { TestJob, admin, kafka, sum, useAdmin } from '../support/migrating-job.ts';

/** The length of a window in milliseconds. */
const windowDuration = 10_000;

useAdmin();

describe('consume --migrate', { timeout: 400_000 }, () => {
  test('keeps windows whose records are gone, after an interruption and with the previous query stopped', async () => {
    const job = new TestJob('stopped');
    await job.produce(200, 0);
    const old = job.consume();
    await old.says('"type":"progress"');
    await expect.poll(() => job.isComplete()).toBe(true);
    await expect.poll(() => job.deadLetters(), { timeout: 60_000 }).toBe(job.malformed);
    await interruptJob(old);
    const offsets = await admin.fetchTopicOffsets(job.topic);
    const partitions = offsets.map(({ partition, high }) => ({ partition, offset: String(Math.floor(+high / 2)) }));
    await admin.deleteTopicRecords({ topic: job.topic, partitions });

    const interrupted = job.consume('--migrate');
    await interrupted.says('so the migration is possible but not needed.');
    await expect.poll(async () => (await readGenerations(kafka, job.results)).building?.generation).toBe(2);
    expect(await interruptJob(interrupted)).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('Generation 2 is not complete, and the current one is unchanged;') as string,
    });
    expect(await job.generation()).toBe(1);
    expect(await job.isComplete()).toBe(true);

    const next = job.consume('--migrate');
    await next.says('Resuming generation 2 of the windows');
    await next.says('Generation 2 has caught up');
    expect(await job.isComplete()).toBe(true);
    await job.produce(50, 0, 200);
    await expect.poll(() => job.isComplete(), { timeout: 20_000 }).toBe(true);
    expect(await job.audit()).toMatchObject({ closes: true, sent: 250 - sum(partitions.map(({ offset }) => +offset)) });
    const { stdout } = await interruptJob(next);
    // The display also has the windows of the previous generation.
    const table = new WindowTable({ windowDuration: 10, slideDuration: 5 });
    for (const row of await job.windows()) table.upsert({ key: row.window_start, row });
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(`"record_count":${table.totals.records},`);
    // The query of the dead letters has resumed where the one of the previous generation had ended.
    expect(await job.deadLetters()).toBe(job.malformed);
  });

  test('keeps the windows of a topic that was recreated and has grown past the checkpoint, also after the next one', async () => {
    const job = new TestJob('recreated');
    await job.produce(30, 0);
    const sentAt = performance.now();
    const old = job.consume();
    await old.says('"type":"progress"');
    await expect.poll(() => job.isComplete(), { timeout: 20_000 }).toBe(true);
    await interruptJob(old);
    await admin.deleteTopics({ topics: [job.topic] });
    // No window has records of both topics.
    await sleep(Math.max(0, sentAt + windowDuration - performance.now()));
    await job.produce(100, 0);

    const second = job.consume('--migrate');
    await second.says('Generation 2 has caught up');
    expect(await job.isComplete()).toBe(true);
    await interruptJob(second);
    const third = job.consume('--migrate');
    await third.says('Generation 3 has caught up');
    expect(await job.isComplete()).toBe(true);
    const account = await job.audit();
    await interruptJob(third);
    expect(account).toMatchObject({ closes: true, sent: 100, pending: 0 });
    expect(account.windows).toBeLessThan((await job.windows()).length);
  });
});
