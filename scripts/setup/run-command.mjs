import { spawn } from 'node:child_process';
import { endSignals, Interrupted, samePressMs } from './interruption.mjs';
import { recordChild } from './lock.mjs';
import { root } from './paths.mjs';

/** How long a command may take to end after SIGTERM before it is killed. */
const graceMs = 1000;

/**
 * Runs a command to its end and collects its output. If this process is asked to end meanwhile, it first ends the command with all its
 * child processes, and the promise rejects with {@link Interrupted}. A second signal ends everything immediately.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{
 *   readonly cwd?: string,
 *   readonly env?: NodeJS.ProcessEnv,
 *   readonly onOutput?: (text: string) => void,
 * }} [options] `onOutput`: receives the output as it arrives
 * @returns {Promise<{ readonly ok: boolean, readonly output: string }>}
 */
export async function runCommand(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a separate process group, so that a Ctrl-C in the terminal reaches only this process, which can then signal the whole group.
    detached: true,
  });
  recordChild(child.pid);
  /** @type {Interrupted | undefined} */
  let interrupted;
  let interruptedAt = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let kill;
  /** @param {typeof endSignals[number]} signal */
  const end = (signal) => {
    if (interrupted === undefined) {
      interrupted = new Interrupted(signal);
      interruptedAt = performance.now();
      signalGroup(child.pid, 'SIGTERM');
      kill = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs);
    } else if (performance.now() - interruptedAt > samePressMs) {
      signalGroup(child.pid, 'SIGKILL');
      process.exit(interrupted.exitCode);
    }
  };
  endSignals.forEach((signal) => process.on(signal, end));

  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      options.onOutput?.(text);
    });
  }
  try {
    const code = await new Promise((/** @type {(code: number | null) => void} */ resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (interrupted !== undefined) throw interrupted;
    return { ok: code === 0, output };
  } finally {
    clearTimeout(kill);
    endSignals.forEach((signal) => process.off(signal, end));
  }
}

/**
 * Sends a signal to a process group. It is not an error if the group has just ended by itself.
 *
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/**
 * Returns up to eight lines of a failed tool's output, without colors and blank lines: the matching lines, or else the last ones.
 *
 * @param {string} output
 * @param {RegExp} relevant
 * @returns {readonly string[]}
 */
export function errorLines(output, relevant) {
  const lines = output
    // eslint-disable-next-line no-control-regex
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const matching = lines.filter((line) => relevant.test(line));
  return matching.length > 0 ? matching.slice(0, 8) : lines.slice(-8);
}
