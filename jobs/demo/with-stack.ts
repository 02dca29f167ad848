import { portsFromEnvironment } from '../../stack/ports.ts';
import type { Stack } from '../../stack/stack.ts';
import { startStack } from '../../stack/start-stack.ts';
import type { Leftovers } from '../../command-line/leftovers.ts';
import { StackUsers } from '../../stack/stack-users.ts';

interface StackUse {
  readonly signal: AbortSignal;
  readonly leftovers: Leftovers;
  readonly onProgress: (line: string) => void;
}

/**
 * Calls `use` with the running stack, or with one that it starts. If several programs use the stack at the same time, the last
 * one stops it.
 */
export async function withStack<T>(
  stateDir: string,
  { signal, leftovers, onProgress }: StackUse,
  use: (stack: Stack, users: StackUsers) => Promise<T>,
): Promise<T> {
  const users = new StackUsers(stateDir);
  const ports = portsFromEnvironment(process.env);
  let stack = await startStack(stateDir, { ports, signal, onProgress });
  // The last other user may have stopped the stack in the meantime.
  while (!(await users.join(stack.started))) stack = await startStack(stateDir, { ports, signal, onProgress });
  const forget = leftovers.add(`The stack in ${stateDir} may still be running; "npm run stack -- down" stops it.`);
  try {
    return await use(stack, users);
  } finally {
    await users.leave(() => onProgress('Stopping the stack. To keep one running: npm run stack -- up'));
    forget();
  }
}
