// Starts a dedicated stack on free ports that all integration tests share.
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { ownStackFolder, ownStacks, stopOrphanedStacks } from '../../stack/own-stacks.ts';
import { stackStatus, type Stack } from '../../stack/stack.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';

declare module 'vitest' {
  /** The values that integration tests get from `inject`. */
  export interface ProvidedContext {
    readonly sparkRemote: string;
    /** The JavaScript engine in which Spark runs functions that do not choose one. */
    readonly engine: 'rhino' | 'v8';
    /** The address of Spark's web UI and REST API. */
    readonly sparkUi: string;
    readonly kafkaServers: string;
    /** A folder for checkpoints that Spark can write to. */
    readonly checkpointDir: string;
    /** The state folder of the stack. */
    readonly stateDir: string;
  }
}

/** Limits so low that every result spans several streams and every test reattaches. */
export const eagerReattach = {
  'spark.connect.execute.reattachable.senderMaxStreamDuration': '1s',
  'spark.connect.execute.reattachable.senderMaxStreamSize': '123',
};

/** Runs once before the integration tests. Vitest calls the returned function once after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('engine', 'rhino');
  const running = process.env['TEST_STACK_DIR'];
  if (running !== undefined) {
    provideStack(project, await requireRunning(running));
    return async () => {};
  }
  await stopOrphanedStacks();
  ownStacks();
  const stateDir = ownStackFolder('shared');
  // The tests of functions run in Rhino here; the project v8 runs them in V8.
  // With the heap of a usual stack, garbage collection would stop it for a second at a time.
  const sparkConf = { ...eagerReattach, 'spark.connectTs.engine': 'rhino', 'spark.driver.memory': '2g' };
  provideStack(project, await startStack(stateDir, { otherPorts: 'free', v8: true, sparkConf }));
  return async () => {
    await stopStack(stateDir, { clean: true });
  };
}

export function provideStack(project: TestProject, stack: Stack): void {
  project.provide('sparkRemote', stack.sparkRemote);
  project.provide('sparkUi', stack.sparkUi);
  project.provide('kafkaServers', stack.kafkaServers);
  project.provide('checkpointDir', stack.checkpointDir);
  project.provide('stateDir', stack.stateDir);
}

export async function requireRunning(stateDir: string): Promise<Stack> {
  const { stack } = await stackStatus(stateDir);
  if (stack) return stack;
  throw new Error(
    `No stack runs in ${stateDir}, the folder in TEST_STACK_DIR. Start one with "npm run stack -- up", or set TEST_STACK_DIR to the STACK_DIR of a running one (default: .stack).`,
  );
}
