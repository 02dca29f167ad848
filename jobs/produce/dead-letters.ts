import { open } from 'node:fs/promises';
import { UserError } from '../command-line/user-error.ts';
import type { BrokenRow } from '../transactions/transaction-file.ts';

/** Where broken rows go, one JSON object `{line, error, raw}` per line. */
export interface DeadLetters {
  add(row: BrokenRow): Promise<void>;
  close(): Promise<void>;
}

/** Opens the file so that what earlier runs wrote stays. */
export async function openDeadLetters(path: string): Promise<DeadLetters> {
  try {
    const file = await open(path, 'a');
    return { add: (row) => file.appendFile(`${JSON.stringify(row)}\n`), close: () => file.close() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written (${String(code)}); name another file with --dead-letter-file.`, {
      cause: error,
    });
  }
}
