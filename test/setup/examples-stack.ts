// Starts a dedicated Spark for the examples.
import type { TestProject } from 'vitest/node';
import { ownStackFolder, ownStacks } from '../../stack/own-stacks.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';
import { provideStack } from './shared-stack.ts';

/** Runs once before the examples. Vitest calls the returned function once after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  ownStacks();
  const stateDir = ownStackFolder('examples');
  provideStack(project, await startStack(stateDir, { services: ['spark'], otherPorts: 'free' }));
  return async () => {
    await stopStack(stateDir, { clean: true });
  };
}
