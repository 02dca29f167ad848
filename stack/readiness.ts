import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { services } from './services.ts';
import { UserError } from '../command-line/user-error.ts';
import type { ServiceName } from './stack-record.ts';
import { lastLogLines, logFile } from './state-folder.ts';

const patienceMs = 90_000;

/** Waits until a service answers; throws with the end of its log when its process ends first, or when it takes too long. */
export async function waitUntilAnswering(
  service: ServiceName,
  identity: ProcessIdentity,
  stateDir: string,
  probe: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
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
    `${services[service].title} runs but does not answer after ${patienceMs / 1000} s (${String(failure)}): look into ${logFile(stateDir, service)}.`,
  );
}

/** Rejects when the signal aborts, with its reason; by itself it is no unhandled rejection. */
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
  const whole = logFile(stateDir, service);
  return new UserError(
    `${log.join('')}${services[service].title} ended while it was starting; above is the end of its log, ${whole}.`,
  );
}
