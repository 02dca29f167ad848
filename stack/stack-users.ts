import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../scripts/setup/lock.mjs';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { runningProcesses } from './stack.ts';
import { readRecord, serviceNames } from './stack-record.ts';
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
      if (processes === undefined) return false;
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.#ownFile, JSON.stringify(identify(process.pid)));
      if (hasStarted) writeFileSync(this.#startedFile, processes);
      return true;
    });
  }

  /** Unregisters this process. If a demo started the stack and none uses it anymore, calls `onStop`, then stops the stack. */
  async leave(onStop: () => void): Promise<void> {
    await this.#locked(async () => {
      rmSync(this.#ownFile, { force: true });
      if (this.#others().length > 0) return;
      const startedByDemo = this.#processes() === readText(this.#startedFile);
      rmSync(this.#startedFile, { force: true });
      if (!startedByDemo) return;
      onStop();
      await stopStack(this.#stateDir);
    });
  }

  get #startedFile(): string {
    return join(this.#stateDir, 'demo', 'started.json');
  }

  /** Returns the processes of the stack as text, or undefined if not all of them are running. */
  #processes(): string | undefined {
    const processes = runningProcesses(readRecord(this.#stateDir));
    return serviceNames.every((name) => processes[name]) ? JSON.stringify(processes) : undefined;
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
