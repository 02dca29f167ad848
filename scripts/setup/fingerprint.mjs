import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Returns one hash of the names and contents of these files, in this order, or undefined if a file is missing.
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
 * Returns all files below a folder, sorted, or none if the folder does not exist.
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
 * Writes a file atomically, so that no reader ever sees a partial file.
 *
 * @param {string} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    // For example, the disk is full: do not leave a partial file.
    discard(temporary);
    throw error;
  }
}

/**
 * Removes a temporary file, if it exists. Never throws, so that the original error is reported.
 *
 * @param {string} file
 */
export function discard(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    // A file that cannot be removed could not be written either.
  }
}

/**
 * Returns the text of a file, or undefined if it cannot be read.
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
