import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../../command-line/user-error.ts';
import { killServices } from '../../../stack/kill-service.ts';
import { portsFromEnvironment } from '../../../stack/ports.ts';
import { runningProcesses } from '../../../stack/stack.ts';
import { readRecord, type ServiceName } from '../../../stack/stack-record.ts';
import type { StackUsers } from '../../../stack/stack-users.ts';
import { startStack } from '../../../stack/start-stack.ts';
import type { ComponentStatus } from '../../web/demo-snapshot.ts';

/** The options of {@link KeptStack}. */
export interface KeptStackOptions {
  readonly stateDir: string;
  /** The programs that use the stack, one of which may own it. */
  readonly users: StackUsers;
  /** Called when the status of a service changes. */
  readonly onStatus: (service: ServiceName, status: ComponentStatus) => void;
  /** Receives the reason when a service did not start. It is then started again. */
  readonly onFailure: (service: ServiceName, error: unknown) => void;
  /** Ends restarts. */
  readonly signal: AbortSignal;
}

/** Milliseconds between the end of a service and its next start, so that people see that it was away. */
const restartDelay = 1500;

/** Kills services of the stack, and starts them again. */
export class KeptStack {
  readonly #options: KeptStackOptions;
  /** Two services that start at the same time would wait for each other's lock, and report only one result. */
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: KeptStackOptions) {
    this.#options = options;
  }

  /** Kills a service with SIGKILL. Resolves when it answers again. */
  async kill(service: ServiceName): Promise<void> {
    const { stateDir, onStatus, users } = this.#options;
    const before = runningProcesses(readRecord(stateDir))[service];
    if (before === undefined) throw new UserError(`${service} is not running, so there is nothing to kill.`);
    await killServices(stateDir, [service]);
    onStatus(service, 'down');
    const restarting = this.#restarting.then(async () => {
      await this.#restart(service);
      await users.restarted(service, before);
      onStatus(service, 'up');
    });
    this.#restarting = restarting.catch(() => {});
    await restarting;
  }

  /** Resolves when no service is being started. */
  async settled(): Promise<void> {
    await this.#restarting;
  }

  async #restart(service: ServiceName): Promise<void> {
    const { stateDir, onStatus, onFailure, signal } = this.#options;
    for (;;) {
      await sleep(restartDelay, undefined, { signal });
      onStatus(service, 'starting');
      try {
        await startStack(stateDir, { services: [service], ports: portsFromEnvironment(process.env), signal });
        return;
      } catch (error) {
        signal.throwIfAborted();
        onStatus(service, 'down');
        onFailure(service, error);
      }
    }
  }
}
