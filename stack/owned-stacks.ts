import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../command-line/user-error.ts';
import { identify } from './process-identity.ts';
import { stopStack } from './stop-stack.ts';

/** A stack that belongs to a process, and its state folder. */
export interface OwnedStack {
  readonly owner: number;
  readonly stateDir: string;
}

/** Returns the state folder of a stack that belongs to a process. `prefix` says what kind of process; each stack has another `name`. */
export function stackOwnedBy(prefix: string, owner: number | string, name: string): string {
  return join(tmpdir(), `${prefix}${owner}-${name}`);
}

/** Returns the stacks whose state folder still exists. */
export function listOwnedStacks(prefix: string): readonly OwnedStack[] {
  return readdirSync(tmpdir()).flatMap((name) => {
    const owner = /^(\d+)-/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '')?.[1];
    return owner === undefined ? [] : [{ owner: Number(owner), stateDir: join(tmpdir(), name) }];
  });
}

/** Stops the stacks of processes that were killed before they could stop them. */
export async function stopOrphans(prefix: string): Promise<void> {
  for (const { owner, stateDir } of listOwnedStacks(prefix)) {
    if (identify(owner) !== undefined) continue;
    await stopStack(stateDir, { clean: true }).catch((error: unknown) => {
      // A folder without the mark of a stack must not be deleted, nor the folder of another user.
      if (!(error instanceof UserError)) throw error;
    });
  }
}
