import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../command-line/user-error.ts';
import { processStart } from '../scripts/setup/process-start.mjs';

/** A process, identified so that a later one with the same pid is not mistaken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The start time that the operating system reports; only meant for comparison. */
  readonly startedAt: string;
}

/** Returns the identity of a running process, or undefined if no process has this pid. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = processStart(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Returns whether exactly this process is still running. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/**
 * Sends SIGTERM to a process and waits; if it still runs after `graceMs` milliseconds, sends SIGKILL. Aborting the signal ends only the
 * wait.
 */
export async function endProcess(identity: ProcessIdentity, graceMs: number, signal?: AbortSignal): Promise<void> {
  for (const [signalName, timeoutMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5000],
  ] as const) {
    if (!isRunning(identity)) return;
    send(signalName, identity.pid);
    const deadline = Date.now() + timeoutMs;
    while (isRunning(identity) && Date.now() < deadline) {
      signal?.throwIfAborted();
      await sleep(50);
    }
  }
}

/** Sends a signal. It is not an error if the process has just ended by itself. */
function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM') throw new UserError(`Process ${pid} belongs to another user: only they can stop it.`);
    if (code !== 'ESRCH') throw error;
  }
}
