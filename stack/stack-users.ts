import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../scripts/setup/lock.mjs';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { runningProcesses } from './stack.ts';
import { readRecord, serviceNames } from './stack-record.ts';
import { stopStack } from './stop-stack.ts';

/**
 * The demos that use one stack at the same time, a file each in the stack's folder. A stack that a demo started is stopped by the
 * last of them; one that was started by hand, and be it meanwhile, by none.
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

  /** Resolves to false when the stack was stopped before this one could join. `hasStarted` tells who has started it. */
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

  /** Stops the stack when demos have started it and none uses it any more; `onStop` is told before it does. */
  async leave(onStop: () => void): Promise<void> {
    await this.#locked(async () => {
      rmSync(this.#ownFile, { force: true });
      if (this.#others().length > 0) return;
      const isOurs = this.#processes() === readText(this.#startedFile);
      rmSync(this.#startedFile, { force: true });
      if (!isOurs) return;
      onStop();
      await stopStack(this.#stateDir);
    });
  }

  get #startedFile(): string {
    return join(this.#stateDir, 'demo', 'started.json');
  }

  /** The processes of the stack as text; undefined when not all of it runs. */
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
