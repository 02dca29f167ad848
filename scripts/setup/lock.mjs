import {
  appendFileSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { discard, readIfPresent } from './fingerprint.mjs';
import { processStart } from './process-start.mjs';
import { refusal, SetupError } from './setup-error.mjs';

const timeoutMs = 15 * 60_000;
const pauseMs = 100;

/** After this time, a message tells the user what the process is waiting for. */
const noticeAfterMs = 1000;

/** A lock is written at once, so a lock that still has no owner after this time is abandoned. */
const ownerlessMs = 2000;

/** @type {Set<string>} */
const held = new Set();

/**
 * A process that a lock names. Locks of an earlier version do not contain its start time.
 *
 * @typedef {{ readonly pid: number, readonly startedAt: string | undefined }} Holder
 */

/**
 * Runs `body` while holding a lock file, so that only one process at a time does. Takes over a lock whose owner has ended.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} body
 * @param {AbortSignal} [signal] ends the wait
 * @returns {Promise<T>}
 */
export async function withLock(file, body, signal) {
  const leftBehind = await acquire(file, signal);
  held.add(file);
  const release = () => {
    held.delete(file);
    if (holdersIn(file)[0]?.pid === process.pid) rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    await waitForAll(leftBehind, signal);
    return await body();
  } finally {
    process.off('exit', release);
    release();
  }
}

/**
 * Records a child process in the locks that this process holds: if this process is killed, the next owner waits until the child ends.
 *
 * @param {number | undefined} pid
 */
export function recordChild(pid) {
  if (pid !== undefined) held.forEach((file) => appendFileSync(file, line(pid)));
}

/**
 * Creates the lock file as soon as it does not exist. Resolves to the child processes of an owner that has ended.
 *
 * @param {string} file
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<readonly Holder[]>}
 */
async function acquire(file, signal) {
  const wait = waiting(signal);
  /** @type {readonly Holder[]} */
  let leftBehind = [];
  while (!tryCreate(file)) {
    const [owner, ...children] = holdersIn(file);
    if (isAbandoned(file, owner)) {
      removeAbandoned(file);
      leftBehind = children;
    } else {
      const holder = owner === undefined ? 'another run' : `another run (process ${owner.pid})`;
      await wait(`${holder} to release ${file}`, `Stop that run, or delete the file.`);
    }
  }
  return leftBehind;
}

/**
 * @param {readonly Holder[]} holders
 * @param {AbortSignal | undefined} signal
 */
async function waitForAll(holders, signal) {
  const wait = waiting(signal);
  for (const holder of holders) {
    while (isAlive(holder)) {
      await wait(`process ${holder.pid}, which an earlier run has left behind, to end`, 'Stop it.');
    }
  }
}

/**
 * Returns a function that pauses, to be called repeatedly. After a second it reports once what this process waits for.
 *
 * @param {AbortSignal | undefined} signal
 * @returns {(what: string, remedy: string) => Promise<void>}
 */
function waiting(signal) {
  const start = performance.now();
  /** @type {string | undefined} */
  let reported;
  return async (what, remedy) => {
    signal?.throwIfAborted();
    const waited = performance.now() - start;
    if (waited > timeoutMs) throw new SetupError(`Waited ${timeoutMs / 60_000} minutes for ${what}. ${remedy}`);
    if (waited > noticeAfterMs && reported !== what) {
      console.error(`Waiting for ${what} …`);
      reported = what;
    }
    await sleep(pauseMs);
  };
}

/**
 * Creates the lock file atomically, from a temporary file, so that a full disk leaves no partial lock.
 *
 * @param {string} file
 */
function tryCreate(file) {
  const temporary = `${file}.${process.pid}`;
  try {
    // The previous owner may have removed the folder of the lock.
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, line(process.pid));
    return createFrom(temporary, file);
  } catch (error) {
    const refused = refusal(error, file);
    if (refused === undefined) throw error;
    throw new SetupError(`${refused}: this program needs to write to ${dirname(file)}.`, [], { cause: error });
  } finally {
    discard(temporary);
  }
}

/**
 * @param {string} temporary
 * @param {string} file
 */
function createFrom(temporary, file) {
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
  }
  try {
    // Not every file system supports links.
    copyFileSync(temporary, file, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {number} pid */
function line(pid) {
  return `${pid} ${processStart(pid) ?? ''}\n`;
}

/**
 * Returns the owner of a lock and the child processes of the owner.
 *
 * @param {string} file
 * @returns {readonly Holder[]}
 */
function holdersIn(file) {
  return (readIfPresent(file) ?? '').split('\n').flatMap((text) => {
    const [, pid, startedAt] = /^(\d+)(?: (.+))?/.exec(text) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), startedAt }];
  });
}

/**
 * @param {string} file
 * @param {Holder | undefined} owner
 */
function isAbandoned(file, owner) {
  if (owner !== undefined) return !isAlive(owner);
  const writtenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return writtenAt !== undefined && Date.now() - writtenAt > ownerlessMs;
}

/**
 * Removes an abandoned lock. Renames it first, so that only one of two processes that find the same dead owner succeeds.
 *
 * @param {string} file
 */
function removeAbandoned(file) {
  const temporary = `${file}.${process.pid}`;
  try {
    renameSync(file, temporary);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw new SetupError(`An earlier run has left ${file} behind, and it cannot be removed: delete it.`, [], {
      cause: error,
    });
  }
  const [owner] = holdersIn(temporary);
  if (owner !== undefined && isAlive(owner)) renameSync(temporary, file);
  else rmSync(temporary, { force: true });
}

/**
 * Returns whether exactly this process is still running. Pids are reused, so the start time is compared, too. If the lock has no start
 * time, the process must at least be a Node process.
 *
 * @param {Holder} holder
 */
function isAlive({ pid, startedAt }) {
  const now = processStart(pid);
  if (now === undefined) return false;
  return startedAt === undefined ? runsNode(pid) : now === startedAt;
}

/** @param {number} pid */
function runsNode(pid) {
  if (process.platform !== 'linux') return true;
  try {
    return /^node/.test(basename(readlinkSync(`/proc/${pid}/exe`)));
  } catch {
    return false;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
