import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../scripts/setup/paths.mjs';
import { listOwnedStacks, stackOwnedBy, stopOrphans } from './owned-stacks.ts';
import type { Stack } from './stack.ts';
import { startStack, type StackOptions } from './start-stack.ts';
import { stopStack } from './stop-stack.ts';

const prefix = 'spark-connect-ts-test-';

/** The variable that names the test run: set in the main process and inherited by its workers. */
const runVariable = 'SPARK_CONNECT_TS_TEST_RUN';

/** Runs `body` on a dedicated stack on free ports, then stops that stack and deletes its data. */
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

/**
 * Makes this process the owner of the stacks that its tests start: they are stopped when it exits for any reason. Each project of tests may
 * call this.
 */
export function ownStacks(): void {
  if (process.env[runVariable] === String(process.pid)) return;
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
    for (const { stateDir } of listOwnedStacks(prefix).filter(({ owner }) => owner === process.pid)) {
      const env = { ...process.env, STACK_DIR: stateDir };
      spawn(process.execPath, [...stack, 'down', '--clean'], { env, detached: true, stdio: 'ignore' }).unref();
    }
  });
}

/** Returns the state folder for a stack of this test run. Each stack needs a different `name`. */
export function ownStackFolder(name: string): string {
  return stackOwnedBy(prefix, process.env[runVariable] ?? process.pid, name);
}

/** Stops the stacks of test runs that were killed before they could stop them. */
export function stopOrphanedStacks(): Promise<void> {
  return stopOrphans(prefix);
}
