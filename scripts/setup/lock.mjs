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

const patienceMs = 15 * 60_000;
const pauseMs = 100;

/** Who waits as long as this is told for what. */
const silenceMs = 1000;

/** A lock is written in one go; one that still names nobody after this time belongs to nobody. */
const namelessMs = 2000;

/** @type {Set<string>} */
const held = new Set();

/**
 * A process that a lock names; a lock of an earlier version does not say when it started.
 *
 * @typedef {{ readonly pid: number, readonly startedAt: string | undefined }} Holder
 */

/**
 * Runs `body` while no other process runs one under the same lock file. A lock whose owner is gone is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} body
 * @param {AbortSignal} [signal] ends the waiting
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
 * Notes a process that this one has started under its locks: should this one be killed, the next owner waits for that one to end.
 *
 * @param {number | undefined} pid
 */
export function noteChild(pid) {
  if (pid !== undefined) held.forEach((file) => appendFileSync(file, line(pid)));
}

/**
 * Creates the lock file as soon as there is none; resolves to what an owner that is gone had started.
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
      takeAway(file);
      leftBehind = children;
    } else {
      const who = owner === undefined ? 'the run that holds' : `another run (process ${owner.pid}) that holds`;
      await wait(`${who} ${file}`, `End it, or delete the file.`);
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
      await wait(`process ${holder.pid}, which a run that was ended has left behind`, 'End it.');
    }
  }
}

/**
 * A pause to be repeated; what is waited for is said once, when it has taken a second.
 *
 * @param {AbortSignal | undefined} signal
 * @returns {(what: string, remedy: string) => Promise<void>}
 */
function waiting(signal) {
  const start = performance.now();
  /** @type {string | undefined} */
  let said;
  return async (what, remedy) => {
    signal?.throwIfAborted();
    const waited = performance.now() - start;
    if (waited > patienceMs) throw new SetupError(`Waited ${patienceMs / 60_000} minutes for ${what}. ${remedy}`);
    if (waited > silenceMs && said !== what) {
      console.error(`Waiting for ${what} …`);
      said = what;
    }
    await sleep(pauseMs);
  };
}

/**
 * A full disk leaves no half-written lock: it is written aside and appears whole under its name, or not at all.
 *
 * @param {string} file
 */
function tryCreate(file) {
  const aside = `${file}.${process.pid}`;
  try {
    // The one waited for may have removed the folder with the lock in it.
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(aside, line(process.pid));
    return createFrom(aside, file);
  } catch (error) {
    const refused = refusal(error, file);
    if (refused === undefined) throw error;
    throw new SetupError(`${refused}: what runs here needs to write to ${dirname(file)}.`, [], { cause: error });
  } finally {
    discard(aside);
  }
}

/**
 * @param {string} aside
 * @param {string} file
 */
function createFrom(aside, file) {
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
  }
  try {
    // Not every file system has links.
    copyFileSync(aside, file, constants.COPYFILE_EXCL);
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
 * The owner of a lock and the processes it has started.
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
  return writtenAt !== undefined && Date.now() - writtenAt > namelessMs;
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
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw new SetupError(`A run that has ended left ${file} behind, and it cannot be removed: delete it.`, [], {
      cause: error,
    });
  }
  const [owner] = holdersIn(aside);
  if (owner !== undefined && isAlive(owner)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

/**
 * Whether this very process still runs. Numbers are used again: the time of its start tells a process from a later one, and where
 * a lock does not have it, it has to be a Node at least.
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
