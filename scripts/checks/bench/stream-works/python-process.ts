import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { root } from '../../../setup/paths.mjs';
import { preparePython } from '../python.ts';

/** A script of `scripts/checks/bench/stream` that is running in the Python with PySpark. */
export interface PythonProcess {
  /** The lines that it prints. */
  readonly lines: Interface;
  /** Resolves when the script has ended. Rejects if it fails. */
  readonly ended: Promise<void>;
  /** Ends the input of the script, and waits for its end. */
  end(): Promise<void>;
}

/** Starts a script with arguments. The signal ends it. */
export async function startPython(
  script: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<PythonProcess> {
  const python = await preparePython((line) => console.error(line));
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    python,
    [`scripts/checks/bench/stream/${script}`, ...args],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], signal },
  );
  const ended = once(child, 'close').then(() => {
    if (child.exitCode !== 0) throw new Error(`${script} ended with exit code ${child.exitCode}.`);
  });
  // The caller handles a rejection; until then, it must not end the process.
  ended.catch(() => {});
  return {
    lines: createInterface({ input: child.stdout }),
    ended,
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
