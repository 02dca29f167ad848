import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withLock } from './lock.mjs';
import { processStart } from './process-start.mjs';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'lock-test-')), 'lock');
});
afterEach(() => {
  rmSync(join(file, '..'), { recursive: true });
  vi.restoreAllMocks();
});

describe('withLock', () => {
  it('runs one body at a time', async () => {
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

  it('also works if the previous owner removes the folder', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const removing = withLock(file, async () => {
      await sleep(50);
      rmSync(join(file, '..'), { recursive: true });
    });
    const next = withLock(file, () => Promise.resolve('done'));
    expect(await Promise.all([removing, next])).toEqual([undefined, 'done']);
  });

  it('takes over the lock of a process that has ended', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, `${pid}\n`);
    expect(await withLock(file, () => Promise.resolve('done'))).toBe('done');
  });

  it('waits for the child processes of an owner that has ended', async () => {
    const { pid: owner } = spawnSync(process.execPath, ['-e', '']);
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300)']);
    const ended = new Promise((resolve) => child.once('exit', () => resolve('ended first')));
    writeFileSync(file, `${owner}\n${child.pid}\n`);
    const entered = withLock(file, () => Promise.resolve('entered first'));
    expect(await Promise.race([ended, entered])).toBe('ended first');
    expect(await entered).toBe('entered first');
  });

  it('releases the lock after a failure', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });

  it('takes over a lock whose pid belongs to a later process', async () => {
    writeFileSync(file, `${process.pid} another time\n`);
    expect(await withLock(file, () => Promise.resolve('done'))).toBe('done');
  });

  it.runIf(process.platform === 'linux')(
    'takes over a lock without a start time whose pid belongs to another program',
    async () => {
      const other = spawn('sleep', ['60']);
      await new Promise((resolve) => other.once('spawn', resolve));
      writeFileSync(file, `${other.pid}\n`);
      expect(await withLock(file, () => Promise.resolve('done'))).toBe('done');
      other.kill();
    },
  );

  it('takes over an empty lock, as left by a full disk, once it is two seconds old', async () => {
    writeFileSync(file, '');
    utimesSync(file, new Date(), new Date(Date.now() - 5000));
    expect(await withLock(file, () => Promise.resolve('done'))).toBe('done');
  });

  it('reports after a second what it waits for, and stops waiting when aborted', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    writeFileSync(file, `${process.pid} ${processStart(process.pid)}\n`);
    const controller = new AbortController();
    const waiting = withLock(file, () => Promise.resolve(), controller.signal);
    await sleep(500);
    expect(said).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(said).toHaveBeenCalledOnce(), 3000);
    expect(said).toHaveBeenCalledWith(`Waiting for another run (process ${process.pid}) to release ${file} …`);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(readdirSync(join(file, '..'))).toEqual(['lock']);
  });

  it('leaves no partial file if it cannot create the lock, and reports why', async () => {
    writeFileSync(file, '');
    await expect(withLock(join(file, 'lock'), () => Promise.resolve())).rejects.toThrow(
      `${file} cannot be written (EEXIST: a file is in its place): this program needs to write to ${file}.`,
    );
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});
