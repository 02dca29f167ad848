import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { standardPorts } from './port-names.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';
import { readRecord, writeRecord, type StackProcesses } from './stack-record.ts';
import { StackUsers } from './stack-users.ts';

const folder = mkdtempSync(join(tmpdir(), 'stack-users-'));
afterAll(() => rmSync(folder, { recursive: true }));
let folders = 0;
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** Starts a process that stands for a service. */
function startProcess(): ProcessIdentity {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  children.push(child);
  return identify(child.pid!)!;
}

function record(stateDir: string, processes: StackProcesses): void {
  writeRecord(stateDir, { ports: standardPorts, tls: false, token: false, processes });
}

/** Returns the folder of a running stack. */
function runningStack(): string {
  const stateDir = join(folder, String(folders++));
  mkdirSync(join(stateDir, 'demo'), { recursive: true });
  record(stateDir, { spark: startProcess(), kafka: startProcess() });
  return stateDir;
}

/** Kills Spark, and starts another process in its place. Returns the killed one. */
async function restartSpark(stateDir: string): Promise<ProcessIdentity> {
  const { spark, kafka } = readRecord(stateDir)!.processes;
  const child = children.find(({ pid }) => pid === spark!.pid)!;
  child.kill('SIGKILL');
  await once(child, 'exit');
  record(stateDir, { spark: startProcess(), kafka: kafka! });
  return spark!;
}

/** Returns whether the stack is stopped when its only user leaves. */
async function stopsOnLeave(users: StackUsers): Promise<boolean> {
  let stops = false;
  await users.leave(() => (stops = true));
  return stops;
}

describe('StackUsers', () => {
  it('stops a stack that a demo has started, and no other', async () => {
    for (const hasStarted of [true, false]) {
      const stateDir = runningStack();
      const users = new StackUsers(stateDir);
      expect(await users.join(hasStarted)).toBe(true);
      expect(await stopsOnLeave(users)).toBe(hasStarted);
      expect(readRecord(stateDir) === undefined).toBe(hasStarted);
    }
  });

  it('keeps the owner of a stack whose services a demo has restarted', async () => {
    for (const hasStarted of [true, false]) {
      const stateDir = runningStack();
      const users = new StackUsers(stateDir);
      await users.join(hasStarted);
      await users.restarted('spark', await restartSpark(stateDir));
      expect(await stopsOnLeave(users)).toBe(hasStarted);
    }
  });

  it('does not stop a stack that another program has started again', async () => {
    const stateDir = runningStack();
    const users = new StackUsers(stateDir);
    await users.join(true);
    await restartSpark(stateDir);
    expect(await stopsOnLeave(users)).toBe(false);
  });

  it('does not join a stack that has been stopped', async () => {
    const stateDir = runningStack();
    record(stateDir, { kafka: readRecord(stateDir)!.processes.kafka! });
    expect(await new StackUsers(stateDir).join(false)).toBe(false);
  });
});
