import { readFileSync } from 'node:fs';
import { readRecord } from '../../stack/stack-record.ts';

/**
 * Returns a number that grows whenever a child process of a stack's Spark ends: the page faults of its children, of which every process
 * has some. Linux only.
 */
export function childActivity(stateDir: string): number {
  const pid = readRecord(stateDir)?.processes.spark?.pid;
  if (pid === undefined) throw new Error(`No Spark is running in ${stateDir}.`);
  // The fields after the name of the command, which may contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return Number(fields[8]);
}
