import { portsFromEnvironment } from '../../scripts/stack/ports.ts';
import type { Stack } from '../../scripts/stack/stack.ts';
import { startStack } from '../../scripts/stack/start-stack.ts';
import { stopStack } from '../../scripts/stack/stop-stack.ts';

interface StackUse {
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Runs something on the stack: on the one that runs, or on one that is started for it and stopped after it. */
export async function withStack<T>(
  stateDir: string,
  { signal, onProgress }: StackUse,
  use: (stack: Stack) => Promise<T>,
): Promise<T> {
  const stack = await startStack(stateDir, { ports: portsFromEnvironment(process.env), signal, onProgress });
  try {
    return await use(stack);
  } finally {
    if (stack.started) {
      onProgress('Stopping the stack. To keep one running: npm run stack -- up');
      await stopStack(stateDir, {});
    }
  }
}
