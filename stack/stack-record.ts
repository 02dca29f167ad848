import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../command-line/user-error.ts';
import { writeWhole } from '../scripts/setup/fingerprint.mjs';
import type { StackPorts } from './ports.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** One of the two JVMs of the stack. */
export type ServiceName = 'spark' | 'kafka';

/** Both, in the order in which they are named everywhere. */
export const serviceNames: readonly ServiceName[] = ['spark', 'kafka'];

/** The processes of a stack, as far as there are any. */
export type StackProcesses = Readonly<Partial<Record<ServiceName, ProcessIdentity>>>;

/** What a state folder remembers about the stack that was started in it. */
export interface StackRecord {
  readonly ports: StackPorts;
  readonly tls: boolean;
  readonly token: boolean;
  readonly processes: StackProcesses;
}

/** Reads what is remembered; undefined when nothing was started here, or all of it was stopped. */
export function readRecord(stateDir: string): StackRecord | undefined {
  const file = recordFile(stateDir);
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as Partial<StackRecord> | null;
    if (typeof record?.ports?.connect === 'number' && typeof record.processes === 'object')
      return record as StackRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(
    `${file} does not hold what a stack has written: name another folder with STACK_DIR, or delete that file.`,
  );
}

/** Remembers the stack. */
export function writeRecord(stateDir: string, record: StackRecord): void {
  writeWhole(recordFile(stateDir), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Forgets the stack. */
export function removeRecord(stateDir: string): void {
  rmSync(recordFile(stateDir), { force: true });
}

function recordFile(stateDir: string): string {
  return join(stateDir, 'stack.json');
}
