import { killServices } from '../../stack/kill-service.ts';
import { readRecord } from '../../stack/stack-record.ts';
import { startStack, type StackOptions } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import type { Stack } from '../../stack/stack.ts';

/** A dedicated stack for a test, which may kill its Spark. */
export interface OwnServer extends Stack {
  /** Kills Spark with SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts Spark again at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnServer(name: string, options: Omit<StackOptions, 'otherPorts'> = {}): Promise<OwnServer> {
  const stateDir = ownStackFolder(name);
  const stack = await startStack(stateDir, { ...options, otherPorts: 'free' });
  const ports = readRecord(stateDir)!.ports;
  return {
    ...stack,
    kill: () => killServices(stateDir, ['spark']),
    async restart() {
      await startStack(stateDir, { ...options, ports });
    },
    async stop() {
      await stopStack(stateDir, { clean: true });
    },
  };
}
