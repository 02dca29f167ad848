import { readFileSync, rmSync } from 'node:fs';
import { UserError } from '../command-line/user-error.ts';
import { writeWhole } from '../scripts/setup/fingerprint.mjs';
import { recordFile } from '../src/session/local-server.ts';
import type { StackPorts } from './port-names.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { wording } from './wording.ts';

/** One of the two JVMs of the stack. */
export type ServiceName = 'spark' | 'kafka';

/** Both services, in the order in which messages name them. */
export const serviceNames: readonly ServiceName[] = ['spark', 'kafka'];

/** The processes of a stack; a service that was not started is missing. */
export type StackProcesses = Readonly<Partial<Record<ServiceName, ProcessIdentity>>>;

/** The settings and processes of the stack that was started in a state folder, as stored there. */
export interface StackRecord {
  readonly ports: StackPorts;
  readonly tls: boolean;
  readonly token: boolean;
  readonly processes: StackProcesses;
  /** The services that run in Docker. There are no processes then. */
  readonly docker?: readonly ServiceName[];
}

/**
 * Reads the record of a stack. Returns undefined if nothing was started in this folder, or everything was stopped.
 *
 * @throws UserError when the file was not written by a stack
 */
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
    `${file} was not written by a stack: set ${wording().folder} to another folder, or delete that file.`,
  );
}

/** Stores the record of a stack. */
export function writeRecord(stateDir: string, record: StackRecord): void {
  writeWhole(recordFile(stateDir), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Deletes the record of a stack. */
export function removeRecord(stateDir: string): void {
  rmSync(recordFile(stateDir), { force: true });
}
