import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * One hash over the contents of these files, in this order; undefined when one is missing.
 *
 * @param {readonly string[]} files
 * @returns {string | undefined}
 */
export function fingerprint(files) {
  const hash = createHash('sha256');
  try {
    for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/**
 * Every file below a folder, sorted; none when the folder does not exist.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
export function filesBelow(folder) {
  /** @type {string[]} */
  const files = [];
  /** @param {string} current */
  const visit = (current) => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) visit(path);
      else files.push(path);
    }
  };
  try {
    visit(folder);
  } catch {
    return [];
  }
  return files.sort();
}

/**
 * Writes a file so that nobody ever sees half of it.
 *
 * @param {string} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, text);
    renameSync(aside, file);
  } catch (error) {
    // On a full disk nothing half-written stays.
    discard(aside);
    throw error;
  }
}

/**
 * Removes a file that was written aside, if there is one; never throws, so that what went wrong before is what is told.
 *
 * @param {string} file
 */
export function discard(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where it cannot be removed it could not be written.
  }
}

/**
 * The text of a file; undefined when it cannot be read.
 *
 * @param {string} file
 * @returns {string | undefined}
 */
export function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
