// Starts the stack that the integration tests share: their own, on free ports, beside whatever else runs.
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { ownStackFolder, ownStacks, stopOrphanedStacks } from '../../stack/own-stacks.ts';
import { stackStatus, type Stack } from '../../stack/stack.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';

declare module 'vitest' {
  /** What `inject` hands to an integration test. */
  export interface ProvidedContext {
    readonly sparkRemote: string;
    /** The address of Spark's web pages, under which its REST API is too. */
    readonly sparkUi: string;
    readonly kafkaServers: string;
    /** A folder Spark can keep checkpoints in. */
    readonly checkpointDir: string;
  }
}

/** So short that every result breaks into several streams and every test reattaches. */
const eagerReattach = {
  'spark.connect.execute.reattachable.senderMaxStreamDuration': '1s',
  'spark.connect.execute.reattachable.senderMaxStreamSize': '123',
};

/** Vitest runs this once before the integration tests, and what it returns once after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env['TEST_STACK_DIR'];
  if (running !== undefined) {
    provide(project, await requireRunning(running));
    return async () => {};
  }
  await stopOrphanedStacks();
  ownStacks();
  const stateDir = ownStackFolder('shared');
  provide(project, await startStack(stateDir, { otherPorts: 'free', sparkConf: eagerReattach }));
  return async () => {
    await stopStack(stateDir, { clean: true });
  };
}

function provide(project: TestProject, stack: Stack): void {
  project.provide('sparkRemote', stack.sparkRemote);
  project.provide('sparkUi', stack.sparkUi);
  project.provide('kafkaServers', stack.kafkaServers);
  project.provide('checkpointDir', stack.checkpointDir);
}

async function requireRunning(stateDir: string): Promise<Stack> {
  const { stack } = await stackStatus(stateDir);
  if (stack) return stack;
  throw new Error(`No stack runs in ${stateDir}, which TEST_STACK_DIR names: start it with "npm run stack -- up".`);
}
