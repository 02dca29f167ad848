import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { expect, it } from 'vitest';
import { endProcess, identify, isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

async function run(script: string): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000); console.log('up')`]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const identity = identify(child.pid ?? NaN);
  if (identity === undefined) throw new Error('the process ended by itself');
  return { child, identity };
}

it('tells a process from a later one with the same number', () => {
  const self = identify(process.pid);
  expect(self).toBeDefined();
  expect(isRunning({ pid: process.pid, startedAt: self?.startedAt ?? '' })).toBe(true);
  expect(isRunning({ pid: process.pid, startedAt: 'another time' })).toBe(false);
});

it('ends a process that listens to SIGTERM', async () => {
  const { child, identity } = await run('');
  await endProcess(identity, 5000);
  expect(isRunning(identity)).toBe(false);
  await expect.poll(() => child.signalCode).toBe('SIGTERM');
});

it('ends a process that does not, once its time is up', async () => {
  const { child, identity } = await run('process.on("SIGTERM", () => {})');
  await endProcess(identity, 200);
  expect(isRunning(identity)).toBe(false);
  await expect.poll(() => child.signalCode).toBe('SIGKILL');
});

it('leaves another process with the same number alone', async () => {
  const { child, identity } = await run('');
  await endProcess({ ...identity, startedAt: 'another time' }, 200);
  expect(isRunning(identity)).toBe(true);
  child.kill();
});
