import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withLock } from './lock.mjs';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'lock-test-')), 'lock');
});
afterEach(() => {
  rmSync(join(file, '..'), { recursive: true });
  vi.restoreAllMocks();
});

it('lets one in at a time', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const events: string[] = [];
  const visit = (name: string): Promise<void> =>
    withLock(file, async () => {
      events.push(`${name} in`);
      await sleep(50);
      events.push(`${name} out`);
    });
  await Promise.all([visit('first'), visit('second')]);
  expect(events).toEqual(['first in', 'first out', 'second in', 'second out']);
  expect(existsSync(file)).toBe(false);
});

it('waits also for one that removes the folder when it is done', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const removing = withLock(file, async () => {
    await sleep(50);
    rmSync(join(file, '..'), { recursive: true });
  });
  const next = withLock(file, () => Promise.resolve('done'));
  expect(await Promise.all([removing, next])).toEqual([undefined, 'done']);
});

it('takes over the lock of a process that is gone', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, `${pid}\n`);
  expect(await withLock(file, () => Promise.resolve('done'))).toBe('done');
});

it('waits for what a process that is gone has left running', async () => {
  const { pid: owner } = spawnSync(process.execPath, ['-e', '']);
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300)']);
  const ended = new Promise((resolve) => child.once('exit', () => resolve('ended first')));
  writeFileSync(file, `${owner}\n${child.pid}\n`);
  const entered = withLock(file, () => Promise.resolve('entered first'));
  expect(await Promise.race([ended, entered])).toBe('ended first');
  expect(await entered).toBe('entered first');
});

it('lets go after a failure', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
});
