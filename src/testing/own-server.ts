import { createServer } from 'node:net';
import { readRecord } from '../../scripts/stack/stack-record.ts';
import { startStack, type StackOptions } from '../../scripts/stack/start-stack.ts';
import { identify } from '../../scripts/stack/process-identity.ts';
import { stopStack } from '../../scripts/stack/stop-stack.ts';
import { testStateFolder } from '../../scripts/testing/test-stacks.ts';
import type { Stack } from '../../scripts/stack/stack.ts';
import { parseConnectionString } from '../client/connection-string.ts';

/** A stack of a test's own, whose Spark it may kill. */
export interface OwnServer extends Stack {
  /** Ends Spark as `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnServer(name: string, options: Omit<StackOptions, 'otherPorts'> = {}): Promise<OwnServer> {
  const stateDir = testStateFolder(name);
  const start = (): Promise<Stack> => startStack(stateDir, { ...options, otherPorts: 'free' });
  const stack = await start();
  const { port } = parseConnectionString(stack.sparkRemote);
  return {
    ...stack,
    async kill() {
      const spark = readRecord(stateDir)?.processes.spark;
      if (!spark) throw new Error('Spark does not run.');
      process.kill(spark.pid, 'SIGKILL');
      // The threads of a JVM die one after the other, and the last one closes its ports.
      while (identify(spark.pid) !== undefined || !(await isFree(port))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async restart() {
      await start();
    },
    async stop() {
      await stopStack(stateDir, { clean: true });
    },
  };
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
