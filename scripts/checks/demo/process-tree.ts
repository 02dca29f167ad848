import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readRecord, type ServiceName } from '../../../stack/stack-record.ts';

/** Returns the processes of a stack. @throws Error when one of them was not started. */
export function processesOf(stateDir: string): Readonly<Record<ServiceName, number>> {
  const { spark, kafka } = readRecord(stateDir)?.processes ?? {};
  if (!spark || !kafka) throw new Error(`No whole stack was started in ${stateDir}.`);
  return { spark: spark.pid, kafka: kafka.pid };
}

/** Returns the children of a process, or those whose command line has the word `argument`. */
export async function childProcesses(parent: number, argument?: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...args]) => Number(ppid) === parent && (argument === undefined || args.includes(argument)))
    .map(([pid]) => Number(pid));
}
