import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../../command-line/user-error.ts';
import { isRunning } from '../../../stack/process-identity.ts';
import { runningProcesses } from '../../../stack/stack.ts';
import { readRecord, type ServiceName } from '../../../stack/stack-record.ts';
import { startStack } from '../../../stack/start-stack.ts';
import { portsFromEnvironment } from '../../../stack/ports.ts';
import type { ComponentStatus } from '../../web/demo-snapshot.ts';

/** Milliseconds between the end of a service and its next start, so that people see that it was away. */
const restartDelay = 1500;

/** Kills services of the stack, and starts them again. */
export class KeptStack {
  readonly #stateDir: string;
  readonly #onStatus: (service: ServiceName, status: ComponentStatus) => void;
  readonly #signal: AbortSignal;
  /** Two services that start at the same time would wait for each other's lock, and report only one result. */
  #restarting: Promise<void> = Promise.resolve();

  constructor(
    stateDir: string,
    onStatus: (service: ServiceName, status: ComponentStatus) => void,
    signal: AbortSignal,
  ) {
    this.#stateDir = stateDir;
    this.#onStatus = onStatus;
    this.#signal = signal;
  }

  /** Kills a service with SIGKILL. Resolves when it answers again. */
  async kill(service: ServiceName): Promise<void> {
    const identity = runningProcesses(readRecord(this.#stateDir))[service];
    if (identity === undefined) throw new UserError(`${service} is not running, so there is nothing to kill.`);
    process.kill(identity.pid, 'SIGKILL');
    while (isRunning(identity)) await sleep(20);
    this.#onStatus(service, 'down');
    const restarting = this.#restarting.then(() => this.#restart(service));
    this.#restarting = restarting.catch(() => {});
    await restarting;
  }

  async #restart(service: ServiceName): Promise<void> {
    await sleep(restartDelay, undefined, { signal: this.#signal });
    this.#onStatus(service, 'starting');
    await startStack(this.#stateDir, {
      services: [service],
      ports: portsFromEnvironment(process.env),
      signal: this.#signal,
    });
    this.#onStatus(service, 'up');
  }
}
