import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../command-line/user-error.ts';
import { processStart } from '../scripts/setup/process-start.mjs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the operating system says it started; only ever compared. */
  readonly startedAt: string;
}

/** The identity of a running process; undefined when there is none with this number. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = processStart(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether this very process still runs. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/** Asks a process to end, waits, and after `graceMs` ends it by force. An abort ends only the waiting. */
export async function endProcess(identity: ProcessIdentity, graceMs: number, signal?: AbortSignal): Promise<void> {
  for (const [request, patienceMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5000],
  ] as const) {
    if (!isRunning(identity)) return;
    send(request, identity.pid);
    const deadline = Date.now() + patienceMs;
    while (isRunning(identity) && Date.now() < deadline) {
      signal?.throwIfAborted();
      await sleep(50);
    }
  }
}

/** A process that has just ended by itself is no error. */
function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM') throw new UserError(`Process ${pid} belongs to another user: only they can stop it.`);
    if (code !== 'ESRCH') throw error;
  }
}
