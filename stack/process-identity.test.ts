import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { endProcess, identify, isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

async function run(script: string): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000); console.log('up')`]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const identity = identify(child.pid ?? NaN);
  if (identity === undefined) throw new Error('The process ended by itself.');
  return { child, identity };
}

describe('isRunning', () => {
  it('is true only for the same process, not for a later one with the same pid', () => {
    const self = identify(process.pid);
    expect(self).toBeDefined();
    expect(isRunning({ pid: process.pid, startedAt: self?.startedAt ?? '' })).toBe(true);
    expect(isRunning({ pid: process.pid, startedAt: 'another time' })).toBe(false);
  });
});

describe('endProcess', () => {
  it('stops a process with SIGTERM', async () => {
    const { child, identity } = await run('');
    await endProcess(identity, 5000);
    expect(isRunning(identity)).toBe(false);
    await expect.poll(() => child.signalCode).toBe('SIGTERM');
  });

  it('kills a process that ignores SIGTERM, once the grace period is over', async () => {
    const { child, identity } = await run('process.on("SIGTERM", () => {})');
    await endProcess(identity, 200);
    expect(isRunning(identity)).toBe(false);
    await expect.poll(() => child.signalCode).toBe('SIGKILL');
  });

  it('leaves another process with the same pid alone', async () => {
    const { child, identity } = await run('');
    await endProcess({ ...identity, startedAt: 'another time' }, 200);
    expect(isRunning(identity)).toBe(true);
    child.kill();
  });
});
