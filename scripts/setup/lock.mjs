import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfPresent } from './fingerprint.mjs';
import { SetupError } from './setup-error.mjs';

const patienceMs = 15 * 60_000;

/** @type {Set<string>} */
const held = new Set();

/**
 * Runs `body` while no other process runs one under the same lock file. A lock whose owner is gone is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(file, body) {
  const deadline = Date.now() + patienceMs;
  /** @type {readonly number[]} */
  let leftBehind = [];
  let waitedFor = NaN;
  while (!tryCreate(file)) {
    const [owner, ...children] = pidsIn(file);
    if (owner !== undefined && !isAlive(owner)) {
      takeAway(file);
      leftBehind = children;
      continue;
    }
    if (owner !== undefined && owner !== waitedFor) {
      console.error(`Waiting for another run (process ${owner}) that holds ${file}.`);
      waitedFor = owner;
    }
    if (Date.now() > deadline) {
      throw new SetupError(`${file} is still held by process ${owner ?? 'unknown'}: end it, or delete the file.`);
    }
    await sleep(200);
  }
  for (let waited = 0; leftBehind.some(isAlive) && waited < 120_000; waited += 200) await sleep(200);
  held.add(file);
  const release = () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await body();
  } finally {
    process.off('exit', release);
    release();
  }
}

/**
 * Notes a process that this one has started under its locks: should this one be killed, the next owner waits for that one to end.
 *
 * @param {number | undefined} pid
 */
export function noteChild(pid) {
  if (pid !== undefined) held.forEach((file) => appendFileSync(file, `${pid}\n`));
}

/** @param {string} file */
function tryCreate(file) {
  // The one waited for may have removed the folder with the lock in it.
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * The owner of a lock and the processes it has started; nothing while the file is being written.
 *
 * @param {string} file
 */
function pidsIn(file) {
  return (readIfPresent(file) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

/**
 * Renaming comes first: of two processes that find the same dead owner only one succeeds.
 *
 * @param {string} file
 */
function takeAway(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const [owner] = pidsIn(aside);
  if (owner !== undefined && isAlive(owner)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

/**
 * A zombie, which has ended but which nobody has asked about, counts as gone.
 *
 * @param {number} pid
 */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !/\) Z /.test(readIfPresent(`/proc/${pid}/stat`) ?? '');
}
