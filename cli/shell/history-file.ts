import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localServerFolder } from '../../src/session/local-server.ts';

/** Returns the file with the lines of earlier shells, in the folder where this user's local server is, too. */
export function historyFile(env: NodeJS.ProcessEnv = process.env): string {
  return join(dirname(localServerFolder(env)), 'shell-history');
}

/**
 * Creates the file, which only its owner may read: lines may contain secrets. Returns its path, or undefined if it cannot be written; a
 * shell without a history is better than none.
 */
export function prepareHistory(file: string = historyFile()): string | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    return file;
  } catch {
    return undefined;
  }
}
