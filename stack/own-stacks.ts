import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../command-line/user-error.ts';
import { root } from '../scripts/setup/paths.mjs';
import { identify } from './process-identity.ts';
import type { Stack } from './stack.ts';
import { startStack, type StackOptions } from './start-stack.ts';
import { stopStack } from './stop-stack.ts';

const prefix = 'spark-connect-ts-test-';

/** Set in the main process of a test run and inherited by its workers, so that all of them speak of the same run. */
const runVariable = 'SPARK_CONNECT_TS_TEST_RUN';

/** Runs `body` on a stack of its own, on free ports; the stack and all its data are gone afterwards. */
export async function withOwnStack<T>(
  name: string,
  options: Omit<StackOptions, 'otherPorts'>,
  body: (stack: Stack) => Promise<T>,
): Promise<T> {
  await stopOrphanedStacks();
  ownStacks();
  const stateDir = ownStackFolder(name);
  try {
    return await body(await startStack(stateDir, { ...options, otherPorts: 'free' }));
  } finally {
    await stopStack(stateDir, { clean: true });
  }
}

/** Makes this process the owner of the stacks that its tests start: they are stopped when it exits, however it does. */
export function ownStacks(): void {
  process.env[runVariable] = String(process.pid);
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => process.exit(exitCode));
  }
  process.once('exit', () => {
    const stack = [join(root, 'scripts', 'run.mjs'), join(root, 'scripts', 'stack.ts')];
    for (const { stateDir } of listOwnStacks().filter(({ owner }) => owner === process.pid)) {
      const env = { ...process.env, STACK_DIR: stateDir };
      spawn(process.execPath, [...stack, 'down', '--clean'], { env, detached: true, stdio: 'ignore' }).unref();
    }
  });
}

/** The state folder for a stack of this test run; `name` tells several apart. */
export function ownStackFolder(name: string): string {
  return join(tmpdir(), `${prefix}${process.env[runVariable] ?? process.pid}-${name}`);
}

/** Stops the stacks of test runs that were killed before they could do it themselves. */
export async function stopOrphanedStacks(): Promise<void> {
  for (const { owner, stateDir } of listOwnStacks()) {
    if (identify(owner) !== undefined) continue;
    await stopStack(stateDir, { clean: true }).catch((error: unknown) => {
      // A folder that is not marked as a stack's is nobody's to delete.
      if (!(error instanceof UserError)) throw error;
    });
  }
}

function listOwnStacks(): readonly { readonly owner: number; readonly stateDir: string }[] {
  return readdirSync(tmpdir()).flatMap((name) => {
    const owner = /^(\d+)-/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '')?.[1];
    return owner === undefined ? [] : [{ owner: Number(owner), stateDir: join(tmpdir(), name) }];
  });
}
