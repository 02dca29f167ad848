import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedJob } from '../../test/support/scripted-job.ts';
import { snapshotEvents } from './event-stream.ts';
import { PageSource, type PageSnapshot } from './page-snapshot.ts';
import { applyChanges, type SnapshotChanges } from './snapshot-changes.ts';

let end = new AbortController();
afterEach(() => {
  end.abort();
  end = new AbortController();
});

const pauses = { events: 50, heartbeat: 150, retry: 1000 };

function dataOf(text: string | void, name: string): unknown {
  const [, data] = new RegExp(`event: ${name}\ndata: (.*)\n\n$`).exec(text ?? '') ?? [];
  if (data === undefined) throw new Error(`Expected an event ${name} instead of ${text?.slice(0, 100) ?? 'the end'}.`);
  return JSON.parse(data);
}

describe('snapshotEvents()', () => {
  it('yields a snapshot, and then many changes as one', async () => {
    const job = new ScriptedJob();
    // A fixed time, so that the snapshots of the job differ only by what the test changes.
    job.change({ at: '2026-11-26T12:00:00.000Z' });
    const events = snapshotEvents(new PageSource(job), end.signal, pauses);
    const first = await events.next();
    expect(first.value).toMatch(/^retry: 1000\n/);
    let snapshot = dataOf(first.value, 'snapshot') as PageSnapshot;
    expect(snapshot).toEqual(job.snapshot());
    const began = performance.now();
    const next = events.next();
    for (let step = 0; step < 5; step += 1) job.step();
    const changes = dataOf((await next).value, 'changes') as SnapshotChanges;
    expect(performance.now() - began).toBeGreaterThanOrEqual(pauses.events - 2);
    snapshot = applyChanges(snapshot, changes);
    expect(snapshot).toEqual(job.snapshot());
  });

  it('yields a sign of life without a change', async () => {
    const job = new ScriptedJob();
    job.change({ ...job.snapshot() });
    const events = snapshotEvents(new PageSource(job), end.signal, pauses);
    await events.next();
    const began = performance.now();
    expect((await events.next()).value).toBe(': alive\n\n');
    expect(performance.now() - began).toBeGreaterThanOrEqual(pauses.events + pauses.heartbeat - 5);
  });

  it('ends with the signal and unsubscribes', async () => {
    const job = new ScriptedJob();
    let subscribers = 0;
    const source = new PageSource({
      snapshot: () => job.snapshot(),
      subscribe: () => {
        subscribers += 1;
        return () => (subscribers -= 1);
      },
    });
    const stop = new AbortController();
    const events = snapshotEvents(source, stop.signal, pauses);
    await events.next();
    const next = events.next();
    expect(subscribers).toBe(1);
    await sleep(10);
    stop.abort();
    expect((await next).done).toBe(true);
    expect(subscribers).toBe(0);
  });
});
