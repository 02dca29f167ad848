import { spawn } from 'node:child_process';
import { noteChild } from './lock.mjs';
import { root } from './paths.mjs';

/** @type {readonly NodeJS.Signals[]} */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command to its end and gathers what it prints. If this process is asked to end meanwhile, the command ends first.
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
  });
  noteChild(child.pid);
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    child.kill(signal);
    child.once('close', () => {
      stopForwarding();
      process.kill(process.pid, signal);
    });
  };
  const stopForwarding = () => endings.forEach((signal) => process.off(signal, forward));
  endings.forEach((signal) => process.on(signal, forward));

  let output = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ ok: code === 0, output }));
    });
  } finally {
    stopForwarding();
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
