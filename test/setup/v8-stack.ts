// Starts a dedicated Spark with V8, in which all functions of the tests run.
import type { TestProject } from 'vitest/node';
import { ownStackFolder, ownStacks } from '../../stack/own-stacks.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';
import { eagerReattach, provideStack, requireRunning } from './shared-stack.ts';

/** Runs once before the tests. Vitest calls the returned function once after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('engine', 'v8');
  const running = process.env['TEST_STACK_DIR'];
  if (running !== undefined) {
    provideStack(project, await requireRunning(running));
    return async () => {};
  }
  ownStacks();
  const stateDir = ownStackFolder('v8');
  const sparkConf = { ...eagerReattach, 'spark.connectTs.engine': 'v8' };
  provideStack(project, await startStack(stateDir, { services: ['spark'], otherPorts: 'free', v8: true, sparkConf }));
  return async () => {
    await stopStack(stateDir, { clean: true });
  };
}
