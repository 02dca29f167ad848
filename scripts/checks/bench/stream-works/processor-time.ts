import { readFileSync } from 'node:fs';
import { readRecord } from '../../../../stack/stack-record.ts';

/** The unit of CPU times in /proc, which is the same on every architecture of Linux. */
const millisecondsPerTick = 10;

/** Returns the CPU time that the Spark of a stack and its finished child processes have used, in milliseconds. Linux only. */
export function processorTime(stateDir: string): number {
  const pid = readRecord(stateDir)?.processes.spark?.pid;
  if (pid === undefined) throw new Error(`No Spark is running in ${stateDir}.`);
  return processorTimeOf(pid);
}

/** Returns the same of any process. */
export function processorTimeOf(pid: number): number {
  // The fields after the name of the command, which may contain spaces: user, system, and the same of finished children.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ').map(Number);
  return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) * millisecondsPerTick;
}
