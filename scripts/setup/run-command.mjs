import { spawn } from 'node:child_process';
import { endings, Interrupted, samePressMs } from './interruption.mjs';
import { noteChild } from './lock.mjs';
import { root } from './paths.mjs';

/** How long a command that was asked to end may take for it. */
const graceMs = 1000;

/**
 * Runs a command to its end and gathers what it prints. If this process is asked to end meanwhile, the command ends first, with
 * all it has started, and the promise rejects with {@link Interrupted}; asked a second time, both end at once.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ readonly ok: boolean, readonly output: string }>}
 */
export async function runCommand(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a group of its own, a Ctrl-C in the terminal reaches only us, and we reach all that the command has started.
    detached: true,
  });
  noteChild(child.pid);
  /** @type {Interrupted | undefined} */
  let interrupted;
  let interruptedAt = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let kill;
  /** @param {typeof endings[number]} signal */
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
  endings.forEach((signal) => process.on(signal, end));

  let output = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  try {
    const code = await new Promise((/** @type {(code: number | null) => void} */ resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (interrupted !== undefined) throw interrupted;
    return { ok: code === 0, output };
  } finally {
    clearTimeout(kill);
    endings.forEach((signal) => process.off(signal, end));
  }
}

/**
 * A group that has just ended by itself is no error.
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
 * The lines of a tool's output worth showing when it failed: without colours and blanks, those that match, or else the last ones.
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
