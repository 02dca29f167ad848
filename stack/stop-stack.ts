import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../scripts/setup/lock.mjs';
import { endProcess, isRunning } from './process-identity.ts';
import { services } from './services.ts';
import { tokenFile } from './spark-server.ts';
import { runningProcesses } from './stack.ts';
import { readRecord, removeRecord } from './stack-record.ts';
import type { ServiceName, StackProcesses } from './stack-record.ts';
import { checkReadable, cleanStateFolder, explainRefusal, readMark, removeStateFolder } from './state-folder.ts';

const defaultGraceMs = 15_000;

/** How to stop a stack. */
export interface StopOptions {
  /** Deletes logs and data as well. */
  readonly clean?: boolean;
  /** How long each service may take to end by itself; default: 15 seconds. */
  readonly graceMs?: number;
  /** Ends the waiting; what has been asked to end goes on ending. */
  readonly signal?: AbortSignal;
  /** Told what an abort leaves behind; default: nobody is told. */
  readonly onProgress?: (line: string) => void;
}

/** Spark first: its queries would complain about a broker that went away. */
const order: readonly ServiceName[] = ['spark', 'kafka'];

/** Stops the stack in a state folder; resolves to false when none ran. Logs and data stay, unless `clean` is asked for. */
export async function stopStack(stateDir: string, options: StopOptions = {}): Promise<boolean> {
  if (!existsSync(stateDir)) return false;
  checkReadable(stateDir);
  try {
    const mark = readMark(stateDir);
    if (mark === undefined && readRecord(stateDir) === undefined) {
      if (options.clean) cleanStateFolder(stateDir);
      return false;
    }
    const stopped = await withLock(join(stateDir, 'lock'), () => stop(stateDir, options), options.signal);
    if (options.clean && mark?.made) removeStateFolder(stateDir);
    return stopped;
  } catch (error) {
    throw explainRefusal(error, stateDir);
  }
}

async function stop(
  stateDir: string,
  { clean, graceMs = defaultGraceMs, signal, onProgress }: StopOptions,
): Promise<boolean> {
  const running = runningProcesses(readRecord(stateDir));
  try {
    for (const name of order) {
      const identity = running[name];
      if (identity !== undefined) await endProcess(identity, graceMs, signal);
    }
  } catch (error) {
    onProgress?.(unfinished(running));
    throw error;
  }
  removeRecord(stateDir);
  rmSync(tokenFile(stateDir), { force: true });
  if (clean) cleanStateFolder(stateDir);
  return Object.keys(running).length > 0;
}

function unfinished(processes: StackProcesses): string {
  const left = order.flatMap((name) => {
    const identity = processes[name];
    return identity !== undefined && isRunning(identity) ? [`${services[name].title} (process ${identity.pid})`] : [];
  });
  return `Not stopped yet: ${left.join(' and ') || 'nothing'}. The same command goes on with it.`;
}
