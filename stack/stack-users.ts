import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../scripts/setup/lock.mjs';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { runningProcesses } from './stack.ts';
import { readRecord, serviceNames, type ServiceName } from './stack-record.ts';
import { stopStack } from './stop-stack.ts';

/**
 * Counts the demos that use one stack at the same time, with a file per demo in the stack's folder. The last demo stops a stack that a
 * demo started. A stack that was started by hand, even while demos were running, is never stopped by them.
 */
export class StackUsers {
  readonly #stateDir: string;
  readonly #folder: string;
  readonly #ownFile: string;

  constructor(stateDir: string) {
    this.#stateDir = stateDir;
    this.#folder = join(stateDir, 'demo', 'users');
    this.#ownFile = join(this.#folder, `${process.pid}.json`);
  }

  /**
   * Registers this process as a user of the stack. Resolves to false if the stack was stopped before it could join.
   *
   * @param hasStarted whether this process has started the stack
   */
  async join(hasStarted: boolean): Promise<boolean> {
    return this.#locked(() => {
      const processes = this.#processes();
      if (processes.length < serviceNames.length) return false;
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.#ownFile, JSON.stringify(identify(process.pid)));
      if (hasStarted) this.#writeStarted(processes);
      return true;
    });
  }

  /** Records that this program has started a service again in place of the process `before`. The owner of the stack stays the same. */
  async restarted(service: ServiceName, before: ProcessIdentity): Promise<void> {
    await this.#locked(() => {
      const started = this.#readStarted();
      const now = runningProcesses(readRecord(this.#stateDir))[service];
      if (now && started.includes(JSON.stringify(before))) this.#writeStarted([...started, JSON.stringify(now)]);
    });
  }

  /** Unregisters this process. If a demo started the stack and none uses it anymore, calls `onStop`, then stops the stack. */
  async leave(onStop: () => void): Promise<void> {
    await this.#locked(async () => {
      rmSync(this.#ownFile, { force: true });
      if (this.#others().length > 0) return;
      const [started, processes] = [this.#readStarted(), this.#processes()];
      const startedByDemo = processes.length > 0 && processes.every((each) => started.includes(each));
      rmSync(this.#startedFile, { force: true });
      if (!startedByDemo) return;
      onStop();
      await stopStack(this.#stateDir);
    });
  }

  get #startedFile(): string {
    return join(this.#stateDir, 'demo', 'started-processes.json');
  }

  /** Returns the running processes of the stack as text. */
  #processes(): readonly string[] {
    return Object.values(runningProcesses(readRecord(this.#stateDir))).map((each) => JSON.stringify(each));
  }

  /** Returns the processes that demos have started, also those that ended since. */
  #readStarted(): readonly string[] {
    return JSON.parse(readText(this.#startedFile) ?? '[]') as readonly string[];
  }

  #writeStarted(processes: readonly string[]): void {
    writeFileSync(this.#startedFile, JSON.stringify([...new Set(processes)]));
  }

  #others(): readonly ProcessIdentity[] {
    const files = readdirSync(this.#folder).map((name) => join(this.#folder, name));
    return files.flatMap((file) => {
      const user = JSON.parse(readText(file) ?? 'null') as ProcessIdentity | null;
      if (user && isRunning(user)) return [user];
      rmSync(file, { force: true });
      return [];
    });
  }

  async #locked<Result>(body: () => Result | Promise<Result>): Promise<Result> {
    return withLock(join(this.#stateDir, 'demo', 'lock'), async () => body());
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
