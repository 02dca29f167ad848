import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../scripts/setup/lock.mjs';
import { tokenFile } from '../src/session/local-server.ts';
import { stopInDocker } from './docker.ts';
import { endProcess, isRunning } from './process-identity.ts';
import { services } from './services.ts';
import { runningProcesses } from './stack.ts';
import { readRecord, removeRecord } from './stack-record.ts';
import type { ServiceName, StackProcesses } from './stack-record.ts';
import { checkReadable, cleanStateFolder, explainRefusal, readMark, removeStateFolder } from './state-folder.ts';

const defaultGraceMs = 15_000;

/** The options of {@link stopStack}. */
export interface StopOptions {
  /** Deletes logs and data as well. */
  readonly clean?: boolean;
  /** The time in milliseconds that each service gets to stop by itself before it is killed. Default: 15 seconds. */
  readonly graceMs?: number;
  /** Ends the wait; services that were already asked to stop continue to stop. */
  readonly signal?: AbortSignal;
  /** Receives a line about what an abort leaves running. Default: nothing is reported. */
  readonly onProgress?: (line: string) => void;
}

/** Spark stops first, because its queries would log errors about a missing broker. */
const order: readonly ServiceName[] = ['spark', 'kafka'];

/** Stops the stack in a state folder. Resolves to false if none was running. Keeps logs and data unless `clean` is set. */
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
  const record = readRecord(stateDir);
  const running = runningProcesses(record);
  if (record?.docker) await stopInDocker(stateDir, { clean: clean === true });
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
  return Object.keys(running).length > 0 || record?.docker !== undefined;
}

function unfinished(processes: StackProcesses): string {
  const left = order.flatMap((name) => {
    const identity = processes[name];
    return identity !== undefined && isRunning(identity) ? [`${services[name].title} (process ${identity.pid})`] : [];
  });
  return `Not stopped yet: ${left.join(' and ') || 'nothing'}. Run the same command again to continue.`;
}
