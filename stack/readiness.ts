import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { services } from './services.ts';
import { UserError } from '../command-line/user-error.ts';
import type { ServiceName } from './stack-record.ts';
import { lastLogLines, logFile } from './state-folder.ts';

const timeoutMs = 90_000;

/**
 * Waits until a service answers.
 *
 * @throws UserError when its process ends first, with the end of its log, or when it does not answer within 90 seconds
 */
export async function waitUntilAnswering(
  service: ServiceName,
  identity: ProcessIdentity,
  stateDir: string,
  probe: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const aborted = rejectOn(signal);
  let failure: unknown;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (!isRunning(identity)) throw endedEarly(service, stateDir);
    try {
      await Promise.race([probe(), aborted]);
      return;
    } catch (error) {
      failure = error;
    }
    await Promise.race([sleep(100), aborted]);
  }
  throw new UserError(
    `${services[service].title} is running but has not answered for ${timeoutMs / 1000} s (${String(failure)}): see ${logFile(stateDir, service)}.`,
  );
}

/** Rejects with the signal's reason when it aborts. Does not cause an unhandled rejection if nothing awaits it. */
function rejectOn(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}

function endedEarly(service: ServiceName, stateDir: string): UserError {
  const log = lastLogLines(stateDir, service, 12).map((line) => `  ${line}\n`);
  const file = logFile(stateDir, service);
  return new UserError(
    `${log.join('')}${services[service].title} stopped while it was starting; the end of its log, ${file}, is above.`,
  );
}
